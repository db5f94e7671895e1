using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.StoreCredits;

/// <summary>
/// <c>POST /v1/store-credits/{customer}/spends/{id}/give-back</c>: a purchase is undone before it became a return. What comes
/// back can be spent for as long as it still could when it was spent: the time between does not count.
/// </summary>
internal static class GiveBackStoreCredit
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/store-credits/{customer}/spends/{id:guid}/give-back", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Finance)
            .Writes<RefundDb>(keyRequired: true)
            .WithTags("Store credit")
            .WithSummary("Give spent store credit back, all of it or some")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<SpendResponse>, ProblemHttpResult>> HandleAsync(
        string customer,
        Guid id,
        GiveBackRequest request,
        RefundDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        customer = OpenCredit.CustomerOf(customer);
        var checks = new Checks();
        checks.That(request.Amount is null or >= 1, "amount", "must be 1 or more minor units, or left out");
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var spend = await db.StoreCreditSpends.FirstOrDefaultAsync(
            x => x.Id == id && x.Customer == customer,
            cancellation
        );
        if (spend is null)
        {
            return Problem.NotFound("spend");
        }
        var left = spend.Amount - spend.GivenBack;
        var amount = request.Amount ?? left;
        if (amount > left || left == 0)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "more_than_spent",
                $"{left} of {spend.Amount} minor units can still be given back. Nothing was given back."
            );
        }
        var now = time.GetUtcNow();
        db.Post(StoreCreditPostings.GivenBack(spend, amount, now));
        foreach (var grant in Again(spend, amount, await TakenAsync(db, spend, cancellation), now))
        {
            db.StoreCreditGrants.Add(grant);
            db.StoreCreditEntries.Add(
                StoreCreditEntry.Of(grant, StoreCreditEntry.GivenBack, grant.Amount, now, spend.Id)
            );
        }
        spend.GivenBack += amount;
        return TypedResults.Ok(SpendResponse.Of(spend));
    }

    /// <summary>What the spend took of each grant, that which can be spent longest first.</summary>
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

/// <param name="Amount">Minor units; left out: all that was not given back yet.</param>
internal sealed record GiveBackRequest(long? Amount = null);
