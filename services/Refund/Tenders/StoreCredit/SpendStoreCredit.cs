using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary><c>POST /v1/store-credits/{customer}/spend</c>: a customer buys with store credit, all of the amount or nothing.</summary>
internal static class SpendStoreCredit
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/store-credits/{customer}/spend", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Finance)
            .Writes<RefundDb>(keyRequired: true)
            .WithSummary("Buy with a customer's store credit: what expires first goes first")
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
        if (StorefrontOf.Call(caller, storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        customer = PathText.Of(customer);
        var checks = new Checks();
        checks.Identifier(customer, "customer", StoreCreditGrant.MaxCustomer);
        request.Check(checks);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var (amount, currency, reference) = (request.Amount, request.Currency!, request.Reference!);
        var before = await db.StoreCreditSpends.FirstOrDefaultAsync(
            x => x.StorefrontId == storefront && x.Reference == reference,
            cancellation
        );
        if (before is { Left: 0 })
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "spend_given_back",
                $"'{reference}' was spent before, and given back. Use another reference to spend again."
            );
        }
        if (before is not null)
        {
            return before.IsSameAs(customer, currency, amount)
                ? TypedResults.Ok(SpendResponse.Of(before))
                : Problem.Of(
                    StatusCodes.Status409Conflict,
                    "reference_reused",
                    $"'{reference}' was spent before, with another customer, currency or amount. Use another reference for another purchase."
                );
        }
        var grants = await db.OpenGrants(storefront, customer, clock.UtcNow)
            .Where(x => x.Currency == currency)
            .OrderBy(x => x.ExpiresAt)
            .ThenBy(x => x.Id)
            .ToListAsync(cancellation);
        var left = grants.Sum(x => x.Left);
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
            var taken = grant.Take(amount);
            amount -= taken;
            db.StoreCreditEntries.Add(StoreCreditEntry.Of(grant, StoreCreditEntry.Spent, -taken, now, spend.Id));
        }
        db.StoreCreditSpends.Add(spend);
        db.Post(StoreCreditPostings.Spent(spend, now));
        return TypedResults.Created((string?)null, SpendResponse.Of(spend));
    }

    private static ProblemHttpResult NotEnough(long left, string currency) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status422UnprocessableEntity,
            type: Problem.TypeOf("insufficient_store_credit"),
            detail: $"This customer has {left} minor units of {currency} left to spend. Nothing was spent.",
            extensions: [new("left", left), new("currency", currency)]
        );
}
