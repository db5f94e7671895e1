using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>Grants again what a spend took, with the time that was left then.</summary>
internal static class GrantAgain
{
    /// <param name="db">The commit.</param>
    /// <param name="spend">The spend, not changed yet.</param>
    /// <param name="amount">Minor units, no more than it has left.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task GrantAgainAsync(
        this RefundDb db,
        StoreCreditSpend spend,
        long amount,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        foreach (var grant in Again(spend, amount, await TakenAsync(db, spend, cancellation), now))
        {
            db.StoreCreditGrants.Add(grant);
            db.StoreCreditEntries.Add(
                StoreCreditEntry.Of(grant, StoreCreditEntry.GivenBack, grant.Amount, now, spend.Id)
            );
        }
    }

    /// <summary>What the spend took of each grant, the last to expire first.</summary>
    private static Task<List<Taken>> TakenAsync(RefundDb db, StoreCreditSpend spend, CancellationToken cancellation) =>
        db
            .StoreCreditEntries.Where(x => x.SpendId == spend.Id && x.What == StoreCreditEntry.Spent)
            .Join(db.StoreCreditGrants, x => x.GrantId, x => x.Id, (entry, grant) => new { entry, grant })
            .OrderByDescending(x => x.grant.ExpiresAt)
            .ThenByDescending(x => x.grant.Id)
            .Select(x => new Taken(x.grant.Id, -x.entry.Amount, x.grant.ExpiresAt))
            .ToListAsync(cancellation);

    private static IEnumerable<StoreCreditGrant> Again(
        StoreCreditSpend spend,
        long amount,
        List<Taken> taken,
        DateTimeOffset now
    )
    {
        var before = spend.GivenBack;
        foreach (var (grant, took, expiresAt) in taken)
        {
            var gone = Math.Min(before, took);
            var again = Math.Min(amount, took - gone);
            (before, amount) = (before - gone, amount - again);
            if (again > 0)
            {
                yield return new StoreCreditGrant
                {
                    Id = DerivedId.From(spend.Id, "given-back", grant, spend.GivenBack),
                    StorefrontId = spend.StorefrontId,
                    Customer = spend.Customer,
                    Currency = spend.Currency,
                    Amount = again,
                    Left = again,
                    GrantedAt = now,
                    ExpiresAt = expiresAt + (now - spend.At),
                };
            }
        }
    }

    private sealed record Taken(Guid Grant, long Amount, DateTimeOffset ExpiresAt);
}
