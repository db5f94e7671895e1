using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>
/// Store credit as a payment provider: every part with a customer succeeds, and the same commit grants the credit.
/// </summary>
internal sealed class StoreCreditProvider(
    RefundDb db,
    IOptions<StoreCreditSettings> settings,
    DatabaseClock<RefundDb> clock
) : IPaymentProvider
{
    public async Task RecordAsync(Refunds.Refund refund, RefundPart part, string before, CancellationToken cancellation)
    {
        if (part.Status != RefundStatus.Succeeded || refund.Customer is not { } customer)
        {
            return;
        }
        // It is given once, because the part's posting is in this commit, and its id is derived from the part's.
        var now = clock.UtcNow;
        var granted = new StoreCreditGrant
        {
            Id = part.Id,
            StorefrontId = part.StorefrontId,
            Customer = customer,
            Currency = part.Currency,
            Amount = part.Amount + part.Bonus,
            Left = part.Amount + part.Bonus,
            GrantedAt = now,
            ExpiresAt = now + settings.Value.ValidFor(part.StorefrontId),
        };
        var (hour, nextHour) = (granted.Hour, granted.Hour.AddHours(1));
        var sameHour = await db
            .StoreCreditGrants.Where(StoreCreditGrant.IsSpendable(part.StorefrontId, customer, now))
            .Where(x => x.Currency == part.Currency && x.ExpiresAt >= hour && x.ExpiresAt < nextHour)
            .OrderBy(x => x.Id)
            .ToListAsync(cancellation);
        var grant = StoreCreditGrant.Add(db, granted, sameHour);
        db.StoreCreditMovements.Add(
            StoreCreditMovement.Of(grant, StoreCreditMovement.Granted, part.Amount, now, refund: refund.Id)
        );
        if (part.Bonus > 0)
        {
            db.StoreCreditMovements.Add(
                StoreCreditMovement.Of(grant, StoreCreditMovement.Bonus, part.Bonus, now, refund: refund.Id)
            );
            db.Post(StoreCreditPostings.Bonus(part, now));
        }
    }

    public async Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation)
    {
        var customer = await db
            .Refunds.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(x => x.Id == part.RefundId)
            .Select(x => x.Customer)
            .SingleAsync(cancellation);
        return customer is null
            ? new ProviderAnswer(ProviderOutcome.Declined, "the order names no customer")
            : new ProviderAnswer(ProviderOutcome.Succeeded, "given");
    }

    /// <summary>An open part has not been granted yet, because it succeeds in the same commit that grants it.</summary>
    public Task<ProviderAnswer> FindAsync(RefundPart part, CancellationToken cancellation) =>
        Task.FromResult(
            part.Status == RefundStatus.Succeeded
                ? new ProviderAnswer(ProviderOutcome.Succeeded, "given")
                : new ProviderAnswer(ProviderOutcome.NotFound, "not given")
        );
}
