using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary>
/// Finance, as a provider: it can be asked once the bank account is known, and says when the money went. Whoever tells the
/// account, or what became of the transfer, makes the part due.
/// </summary>
internal sealed class PayoutProvider(RefundDb db) : IPaymentProvider
{
    private const string InHand = "in finance's hands";

    /// <summary>The commit that writes the answer hands it to finance.</summary>
    public async Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation) =>
        await HasAccountAsync(part, cancellation)
            ? new ProviderAnswer(ProviderOutcome.Pending, InHand) { WillBeTold = true }
            : new ProviderAnswer(ProviderOutcome.TryLater, "the bank account is not known yet") { WillBeTold = true };

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
            // Not in anybody's hands, so its cap is looked at before it is.
            null => new ProviderAnswer(ProviderOutcome.NotFound, "not in finance's hands"),
            _ => new ProviderAnswer(ProviderOutcome.Pending, InHand) { WillBeTold = true },
        };
    }

    private Task<bool> HasAccountAsync(RefundPart part, CancellationToken cancellation) =>
        db.BankAccounts.IgnoreQueryFilters().AnyAsync(x => x.RefundId == part.RefundId, cancellation);
}
