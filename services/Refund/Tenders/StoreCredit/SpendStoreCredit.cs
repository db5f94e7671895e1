using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>
/// <c>POST /v1/store-credits/{customer}/spend</c>: a customer pays with store credit, the whole amount or nothing.
/// </summary>
internal static class SpendStoreCredit
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/store-credits/{customer}/spend", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Finance)
            .Writes<RefundDb>(keyRequired: true)
            .WithSummary("Spend a customer's store credit; what expires first is spent first")
            .Produces<SpendResponse>(StatusCodes.Status201Created)
            .Produces<SpendResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "spend_given_back", "reference_reused")
            .Problems(StatusCodes.Status422UnprocessableEntity, "insufficient_store_credit");

    private static async Task<IResult> HandleAsync(
        string customer,
        string? storefrontId,
        SpendRequest request,
        Caller caller,
        RefundDb db,
        TimeProvider time,
        DatabaseClock<RefundDb> clock,
        CancellationToken cancellation
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var checks = new Checks();
        checks.Identifier(customer, "customer", StoreCreditGrant.MaxCustomer);
        checks.Amount(request.Amount, request.Currency);
        checks.Identifier(request.Reference, "reference", StoreCreditSpend.MaxReference);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var (amount, currency, reference) = (request.Amount, request.Currency!, request.Reference!);
        var known = await db.StoreCreditSpends.FirstOrDefaultAsync(
            x => x.StorefrontId == storefront && x.Reference == reference,
            cancellation
        );
        if (known is not null)
        {
            return Repeated(known, customer, currency, amount);
        }
        var spendable = db
            .StoreCreditGrants.Where(StoreCreditGrant.IsSpendable(storefront, customer, clock.UtcNow))
            .Where(x => x.Currency == currency);
        var (left, grants) = await GrantsAsync(spendable, amount, cancellation);
        if (left < amount)
        {
            return NotEnough(left, currency);
        }
        var now = time.GetUtcNow();
        var spend = new StoreCreditSpend
        {
            Id = Guid.CreateVersion7(now),
            StorefrontId = storefront,
            Customer = customer,
            Currency = currency,
            Amount = amount,
            Reference = reference,
            At = now,
        };
        foreach (var grant in grants.TakeWhile(_ => amount > 0))
        {
            var taken = Math.Min(amount, grant.Left);
            (grant.Left, amount) = (grant.Left - taken, amount - taken);
            db.StoreCreditMovements.Add(
                StoreCreditMovement.Of(grant, StoreCreditMovement.Spent, -taken, now, spend.Id)
            );
        }
        db.StoreCreditSpends.Add(spend);
        db.Post(StoreCreditPostings.Spent(spend, now));
        return TypedResults.Created((string?)null, SpendResponse.Of(spend));
    }

    /// <summary>How much can be spent and, if that is enough, the grants in the order in which they expire.</summary>
    private static async Task<(long Left, List<StoreCreditGrant> Grants)> GrantsAsync(
        IQueryable<StoreCreditGrant> spendable,
        long amount,
        CancellationToken cancellation
    )
    {
        var left = await spendable.SumAsync(x => x.Left, cancellation);
        if (left < amount)
        {
            return (left, []);
        }
        var grants = await spendable.OrderBy(x => x.ExpiresAt).ThenBy(x => x.Id).ToListAsync(cancellation);
        return (grants.Sum(x => x.Left), grants);
    }

    private static IResult Repeated(StoreCreditSpend it, string customer, string currency, long amount) =>
        (it.Customer, it.Currency, it.Amount) != (customer, currency, amount)
            ? Problem.Of(
                StatusCodes.Status409Conflict,
                "reference_reused",
                $"'{it.Reference}' was already used with another customer, currency or amount. Use another reference for another purchase."
            )
        : it.Left == 0
            ? Problem.Of(
                StatusCodes.Status409Conflict,
                "spend_given_back",
                $"'{it.Reference}' was already spent and given back. Use another reference to spend again."
            )
        : TypedResults.Ok(SpendResponse.Of(it));

    private static ProblemHttpResult NotEnough(long left, string currency) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status422UnprocessableEntity,
            type: Problem.TypeOf("insufficient_store_credit"),
            detail: $"This customer has {left} minor units of {currency} left to spend. Nothing was spent.",
            extensions: [new("left", left), new("currency", currency)]
        );
}
