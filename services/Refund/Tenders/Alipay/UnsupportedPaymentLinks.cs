using AfterSalesMesh.Refund.Collections;

namespace AfterSalesMesh.Refund.Tenders.Alipay;

/// <summary>For a provider without payment links: every collection fails at once.</summary>
internal sealed class UnsupportedPaymentLinks : IPaymentLinks
{
    private static readonly LinkAnswer No = new(
        LinkOutcome.Rejected,
        "the configured payment provider has no payment links: collect the amount by other means, or configure another provider"
    );

    public Task<LinkAnswer> MakeAsync(Collection it, CancellationToken cancellation) => Task.FromResult(No);

    // Links that another provider made earlier cannot be looked up or closed with this one.
    public Task<LinkAnswer> FindAsync(Collection it, CancellationToken cancellation) => Later;

    public Task<LinkAnswer> CloseAsync(Collection it, CancellationToken cancellation) => Later;

    private static Task<LinkAnswer> Later => Task.FromResult(No with { Outcome = LinkOutcome.TryLater });
}
