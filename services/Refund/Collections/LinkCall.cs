using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Collections;

internal static class LinkCall
{
    /// <summary>
    /// A call that got no answer. Whatever became of it, it can be made again: a link has its key, a closed one can be closed,
    /// and a link that nobody was told of is nobody's.
    /// </summary>
    public static async Task<LinkAnswer> MakeAsync(Func<Task<LinkAnswer>> call, CancellationToken cancellation)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (ProviderCall.IsBroken(exception) && !cancellation.IsCancellationRequested)
        {
            var status = (exception as HttpRequestException)?.StatusCode;
            return new LinkAnswer(
                LinkOutcome.TryLater,
                status is { } code ? $"HTTP {(int)code}" : exception.GetType().Name
            );
        }
    }
}
