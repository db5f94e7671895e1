using System.Collections.Concurrent;

namespace AfterSalesMesh.Returns.Bulk;

/// <summary>Which storefronts' bulk requests this process works on: one of each at a time, so that none waits for all of another.</summary>
internal sealed class BulkTurns
{
    // By storefront: whether another request of it waits.
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);

    /// <returns>False: another one of the storefront has its turn.</returns>
    public bool TryBegin(string storefront)
    {
        while (!_running.TryAdd(storefront, false))
        {
            if (_running.TryUpdate(storefront, true, false) || _running.ContainsKey(storefront))
            {
                return false;
            }
        }
        return true;
    }

    /// <returns>Whether another one of the storefront waits.</returns>
    public bool End(string storefront) => _running.TryRemove(storefront, out var isWaitedFor) && isWaitedFor;
}
