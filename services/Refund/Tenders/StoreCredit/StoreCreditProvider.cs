using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>
/// Store credit as a payment provider: it accepts every part with a customer. The commit that makes the part succeeded grants the
/// credit.
/// </summary>
internal sealed class StoreCreditProvider(
    RefundDb db,
    IOptions<StoreCreditSettings> settings,
    DatabaseClock<RefundDb> clock
) : IPaymentProvider
{
    public void Record(Refunds.Refund refund, RefundPart part, string before) =>
        db.GrantStoreCreditFor(refund, part, settings.Value.ValidFor(part.StorefrontId), clock.UtcNow);

    public async Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation)
    {
        var customer = await db
            .Refunds.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(x => x.Id == part.RefundId)
            .Select(x => x.Customer)
            .SingleAsync(cancellation);
        return customer is null
            ? new ProviderAnswer(ProviderOutcome.Declined, "the order names no customer to give it to")
            : new ProviderAnswer(ProviderOutcome.Succeeded, "given");
    }

    /// <summary>While the part is open, nothing was granted.</summary>
    public Task<ProviderAnswer> FindAsync(RefundPart part, CancellationToken cancellation) =>
        Task.FromResult(
            part.Status == RefundStatus.Succeeded
                ? new ProviderAnswer(ProviderOutcome.Succeeded, "given")
                : new ProviderAnswer(ProviderOutcome.NotFound, "not given")
        );
}
