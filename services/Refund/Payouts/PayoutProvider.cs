using AfterSalesMesh.Refund.Providers;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payouts;

/// <summary>
/// Finance, as a provider: it can be asked once the bank account is known, and says when the money went. Whoever tells the
/// account, or what became of the transfer, makes the part due.
/// </summary>
internal sealed class PayoutProvider(RefundDb db) : IPaymentProvider
{
    public Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation) =>
        FindAsync(part, cancellation);

    public async Task<ProviderAnswer> FindAsync(RefundPart part, CancellationToken cancellation)
    {
        var payout = await db
            .Payouts.AsNoTracking()
            .IgnoreQueryFilters()
            .FirstOrDefaultAsync(x => x.Id == part.Id, cancellation);
        return payout?.Status switch
        {
            Payout.Paid => new ProviderAnswer(ProviderOutcome.Succeeded, "transferred", payout.Reference),
            Payout.Failed => new ProviderAnswer(ProviderOutcome.Failed, "came back", payout.Reference),
            null when !await HasAccountAsync(part, cancellation) => new ProviderAnswer(
                ProviderOutcome.TryLater,
                "the bank account is not known yet"
            )
            {
                WillBeTold = true,
            },
            _ => new ProviderAnswer(ProviderOutcome.Pending, "in finance's hands") { WillBeTold = true },
        };
    }

    private Task<bool> HasAccountAsync(RefundPart part, CancellationToken cancellation) =>
        db.BankAccounts.IgnoreQueryFilters().AnyAsync(x => x.RefundId == part.RefundId, cancellation);
}
