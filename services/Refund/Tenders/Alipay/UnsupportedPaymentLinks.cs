using AfterSalesMesh.Refund.Collections;

namespace AfterSalesMesh.Refund.Tenders.Alipay;

/// <summary>A provider that we know to refund only: nothing is collected, and who asks for it is told so at once.</summary>
internal sealed class UnsupportedPaymentLinks : IPaymentLinks
{
    private static readonly LinkAnswer No = new(
        LinkOutcome.Rejected,
        "Refund:Provider:Kind has no payment links: collect it by other means, or take a provider that has"
    );

    public Task<LinkAnswer> MakeAsync(Collection it, CancellationToken cancellation) => Task.FromResult(No);

    // Links that another provider made before are that one's.
    public Task<LinkAnswer> FindAsync(Collection it, CancellationToken cancellation) => Later;

    public Task<LinkAnswer> CloseAsync(Collection it, CancellationToken cancellation) => Later;

    private static Task<LinkAnswer> Later => Task.FromResult(No with { Outcome = LinkOutcome.TryLater });
}
