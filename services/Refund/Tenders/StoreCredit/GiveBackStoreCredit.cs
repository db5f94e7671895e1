using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>
/// <c>POST /v1/store-credits/{customer}/spends/{id}/give-back</c>: a purchase is undone before it became a return. Credit given
/// back keeps the time that was left when it was spent. For the payment by which an order tells the spend, it counts as a refund
/// made elsewhere, whichever comes first.
/// </summary>
internal static class GiveBackStoreCredit
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/store-credits/{customer}/spends/{id:guid}/give-back", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Finance)
            .Writes<RefundDb>(keyRequired: true)
            .WithSummary("Give spent store credit back, all of it or some")
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "reference_reused", "more_than_spent");

    private static async Task<Results<Ok<SpendResponse>, ProblemHttpResult>> HandleAsync(
        string customer,
        Guid id,
        GiveBackRequest request,
        Caller caller,
        RefundDb db,
        Adjustments adjustments,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
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
        var known = await db.PaymentsAsync(spend.StorefrontId, [spend.Payment], cancellation);
        var left = Left(spend, known.FirstOrDefault());
        var amount = request.Amount ?? left;
        if (amount > left || left == 0)
        {
            return MoreThanSpent(left, spend);
        }
        var now = time.GetUtcNow();
        var told = spend.GiveBack(amount, caller.PersonId, now);
        var (taken, payment) = await adjustments.RecordAsync(told, Tender.StoreCredit, cancellation);
        if (taken != told)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "reference_reused",
                $"An adjustment was told under the name '{told.Reference}' already. Nothing was given back."
            );
        }
        if (payment.OverCap > 0)
        {
            // A refund of the payment was planned meanwhile.
            return MoreThanSpent(0, spend);
        }
        db.Post(StoreCreditPostings.GivenBack(spend, amount, now));
        await db.GrantAgainAsync(spend, amount, now, cancellation);
        spend.GivenBack += amount;
        return TypedResults.Ok(SpendResponse.Of(spend));
    }

    private static ProblemHttpResult MoreThanSpent(long left, StoreCreditSpend spend) =>
        Problem.Of(
            StatusCodes.Status409Conflict,
            "more_than_spent",
            $"{left} of {spend.Amount} minor units can still be given back; the rest was given back or refunded. Nothing was given back."
        );

    /// <summary>What is neither given back nor refunded nor submitted: both use one cap.</summary>
    private static long Left(StoreCreditSpend spend, Payment? payment)
    {
        var left = spend.Amount - spend.GivenBack;
        return payment?.Captured is null ? left : Math.Min(left, payment.RefundableAmount(spend.Currency));
    }
}

/// <param name="Amount">Minor units; left out: all that was not given back yet.</param>
internal sealed record GiveBackRequest(long? Amount = null);
