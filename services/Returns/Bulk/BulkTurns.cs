using System.Collections.Concurrent;

namespace AfterSalesMesh.Returns.Bulk;

/// <summary>Lets this process work on one bulk request of each storefront at a time, so that no storefront waits for all requests of another.</summary>
internal sealed class BulkTurns
{
    // For each storefront with a running request: true when another one of its requests waits.
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);

    /// <returns>False when another request of the storefront is running.</returns>
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

    /// <returns>True when another request of the storefront waits.</returns>
    public bool End(string storefront) => _running.TryRemove(storefront, out var isWaitedFor) && isWaitedFor;
}
