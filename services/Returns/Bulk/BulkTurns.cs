using System.Collections.Concurrent;

namespace AfterSalesMesh.Returns.Bulk;

/// <summary>Which storefronts' bulk requests this process works on: one of each at a time, so that none waits for all of another.</summary>
internal sealed class BulkTurns
{
    private readonly ConcurrentDictionary<string, bool> _isWaitedFor = new(StringComparer.Ordinal);

    /// <returns>False: another one of the storefront has its turn.</returns>
    public bool TryBegin(string storefront)
    {
        while (!_isWaitedFor.TryAdd(storefront, false))
        {
            if (_isWaitedFor.TryUpdate(storefront, true, false) || _isWaitedFor.ContainsKey(storefront))
            {
                return false;
            }
        }
        return true;
    }

    /// <returns>Whether another one of the storefront waits.</returns>
    public bool End(string storefront) => _isWaitedFor.TryRemove(storefront, out var isWaitedFor) && isWaitedFor;
}
