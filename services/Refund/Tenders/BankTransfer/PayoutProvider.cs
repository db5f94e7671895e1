using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary>
/// Finance as a payment provider: a part can be submitted once its bank account is known, and succeeds when finance confirms the
/// transfer. Telling the account, or the outcome, makes the part due.
/// </summary>
internal sealed class PayoutProvider(RefundDb db, TimeProvider time) : IPaymentProvider
{
    private const string InHand = "handed to finance";

    /// <summary>The commit that writes the answer also hands the part to finance.</summary>
    public async Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation) =>
        await HasAccountAsync(part, cancellation)
            ? new ProviderAnswer(ProviderOutcome.Pending, InHand) { WillBeTold = true }
            : new ProviderAnswer(ProviderOutcome.TryLater, "the bank account was not told yet") { WillBeTold = true };

    public void Record(Refunds.Refund refund, RefundPart part, string before) =>
        db.HandOutPayoutFor(refund, part, before, time.GetUtcNow());

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
            // Not handed over yet, so its cap is checked first.
            null => new ProviderAnswer(ProviderOutcome.NotFound, "not handed to finance"),
            _ => new ProviderAnswer(ProviderOutcome.Pending, InHand) { WillBeTold = true },
        };
    }

    private Task<bool> HasAccountAsync(RefundPart part, CancellationToken cancellation) =>
        db.BankAccounts.IgnoreQueryFilters().AnyAsync(x => x.RefundId == part.RefundId, cancellation);
}
