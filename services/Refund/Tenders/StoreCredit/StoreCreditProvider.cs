using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>
/// Store credit as a payment provider: it accepts every part with a customer. The commit that makes the part succeeded grants the
/// credit.
/// </summary>
internal sealed class StoreCreditProvider(RefundDb db) : IPaymentProvider
{
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
