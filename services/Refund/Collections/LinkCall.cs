using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Collections;

internal static class LinkCall
{
    /// <summary>Makes a call about a link. A call without an answer can be repeated, because making and closing a link are idempotent.</summary>
    public static Task<LinkAnswer> AskAsync(Func<Task<LinkAnswer>> call, CancellationToken cancellation) =>
        ProviderCall.AskAsync(call, error => new LinkAnswer(LinkOutcome.TryLater, error), cancellation);
}
