using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary>
/// Implements a payment provider for transfers by finance: a part can be submitted once its bank account is known, and succeeds when finance confirms the
/// transfer. The part becomes due when the storefront provides the account, and when finance reports the outcome.
/// </summary>
internal sealed class PayoutProvider(RefundDb db, TimeProvider time) : IPaymentProvider
{
    private static readonly ProviderAnswer AtFinance = new(ProviderOutcome.Pending, "handed to finance")
    {
        WaitsForPerson = true,
    };

    public async Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation) =>
        await HasAccountAsync(part, cancellation)
            ? AtFinance
            : new ProviderAnswer(ProviderOutcome.TryLater, "the bank account is not known yet")
            {
                WaitsForPerson = true,
            };

    /// <summary>Hands a part to finance in the commit that makes it submitted.</summary>
    public Task RecordAsync(Refunds.Refund refund, RefundPart part, string before, CancellationToken cancellation)
    {
        if ((before, part.Status) != (RefundStatus.Planned, RefundStatus.Submitted))
        {
            return Task.CompletedTask;
        }
        var now = time.GetUtcNow();
        db.Payouts.Add(
            new Payout
            {
                Id = part.Id,
                Position = Guid.CreateVersion7(now),
                StorefrontId = part.StorefrontId,
                RefundId = part.RefundId,
                ReturnId = part.ReturnId,
                OrderNumber = refund.OrderNumber,
                Amount = part.Amount,
                Currency = part.Currency,
                CreatedAt = now,
            }
        );
        return Task.CompletedTask;
    }

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
            // The part can be submitted after its cap was checked again.
            null => new ProviderAnswer(ProviderOutcome.NotFound, "not handed to finance"),
            _ => AtFinance,
        };
    }

    private Task<bool> HasAccountAsync(RefundPart part, CancellationToken cancellation) =>
        db.BankAccounts.IgnoreQueryFilters().AnyAsync(x => x.RefundId == part.RefundId, cancellation);
}
