using AfterSalesMesh.Refund.Collections;

namespace AfterSalesMesh.Refund.Tenders.Alipay;

/// <summary>For a provider without payment links: every collection fails at once.</summary>
internal sealed class UnsupportedPaymentLinks : IPaymentLinks
{
    private static readonly LinkAnswer No = new(
        LinkOutcome.Rejected,
        "the provider of Refund:Provider:Kind has no payment links: collect the amount by other means, or use another provider"
    );

    public Task<LinkAnswer> MakeAsync(Collection it, CancellationToken cancellation) => Task.FromResult(No);

    // Links that another provider made before can't be looked up or closed here.
    public Task<LinkAnswer> FindAsync(Collection it, CancellationToken cancellation) => Later;

    public Task<LinkAnswer> CloseAsync(Collection it, CancellationToken cancellation) => Later;

    private static Task<LinkAnswer> Later => Task.FromResult(No with { Outcome = LinkOutcome.TryLater });
}
