using System.Text.Json.Serialization;
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
/// <c>POST /v1/store-credits/{customer}/spends/{id}/give-back</c>: gives store credit back when a purchase is undone without a return. The credit given back
/// is valid for the time that was left when it was spent. For the order's payment it counts as a refund made elsewhere.
/// </summary>
internal static class GiveBackStoreCredit
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/store-credits/{customer}/spends/{id:guid}/give-back", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Finance)
            .Writes<RefundDb>(keyRequired: true)
            .WithSummary("Give spent store credit back, in full or in part")
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "reference_reused", "more_than_spent", "too_many_adjustments");

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
        checks.That(request.Amount is null or >= 1, "amount", "must be 1 or more minor units, or omitted");
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
        var left = RefundableAmount(spend, known.FirstOrDefault());
        var amount = request.Amount ?? left;
        if (amount > left || left == 0)
        {
            return MoreThanSpent(left, spend);
        }
        var now = time.GetUtcNow();
        var adjustment = spend.AdjustmentOf(amount, caller.PersonId, now);
        var (recorded, payment) = await adjustments.RecordAsync(adjustment, Tender.StoreCredit, cancellation);
        if (recorded != adjustment)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "reference_reused",
                $"There is already an adjustment with the reference '{adjustment.Reference}'. Nothing was given back."
            );
        }
        if (amount < left && await adjustments.IsAtLimitAsync(payment, cancellation))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "too_many_adjustments",
                $"The payment has {PaymentAdjustment.MaxReported} adjustments, which is the maximum: omit amount to give back the whole rest."
            );
        }
        if (Remaining(spend, payment) < 0)
        {
            // A refund of the payment was planned, or an adjustment reported, at the same time.
            return MoreThanSpent(0, spend);
        }
        db.Post(StoreCreditPostings.GivenBack(spend, amount, now));
        await GrantAsync(db, spend, amount, now, cancellation);
        spend.GivenBack += amount;
        return TypedResults.Ok(SpendResponse.Of(spend));
    }

    private static ProblemHttpResult MoreThanSpent(long left, StoreCreditSpend spend) =>
        Problem.Of(
            StatusCodes.Status409Conflict,
            "more_than_spent",
            $"{left} of {spend.Amount} minor units can still be given back; the rest was given back, refunded or charged back. Nothing was given back."
        );

    /// <summary>How much is neither given back nor refunded nor charged back: all of these count against the payment's cap.</summary>
    private static long RefundableAmount(StoreCreditSpend spend, Payment? payment) =>
        payment is null ? spend.Left
        : payment.Currency != spend.Currency ? 0
        : (long)Int128.Clamp(Remaining(spend, payment), 0, spend.Left);

    /// <summary>
    /// What remains of the payment's cap, negative when it is exceeded. No more than the amount of the spend was captured, whatever an order
    /// says; that, where no order has named the payment.
    /// </summary>
    private static Int128 Remaining(StoreCreditSpend spend, Payment payment)
    {
        var captured = payment.Captured ?? 0;
        return Math.Min(spend.Amount, payment.Captured ?? spend.Amount) - captured + payment.Cap - payment.Committed;
    }

    /// <summary>
    /// Grants an amount of a spend again, beginning with the grant that expires last.
    /// </summary>
    private static async Task GrantAsync(
        RefundDb db,
        StoreCreditSpend spend,
        long amount,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var spent = await db
            .StoreCreditMovements.Where(x => x.SpendId == spend.Id && x.What == StoreCreditMovement.Spent)
            .Join(db.StoreCreditGrants, x => x.GrantId, x => x.Id, (entry, grant) => new { entry, grant })
            .OrderByDescending(x => x.grant.ExpiresAt)
            .ThenByDescending(x => x.grant.Id)
            .Select(x => new
            {
                GrantId = x.grant.Id,
                Amount = -x.entry.Amount,
                x.grant.ExpiresAt,
            })
            .ToListAsync(cancellation);
        var spendable = await db
            .StoreCreditGrants.Where(StoreCreditGrant.IsSpendable(spend.StorefrontId, spend.Customer, now))
            .Where(x => x.Currency == spend.Currency)
            .ToListAsync(cancellation);
        var before = spend.GivenBack;
        foreach (var source in spent)
        {
            var givenBackBefore = Math.Min(before, source.Amount);
            var share = Math.Min(amount, source.Amount - givenBackBefore);
            (before, amount) = (before - givenBackBefore, amount - share);
            if (share > 0)
            {
                var granted = new StoreCreditGrant
                {
                    Id = DerivedId.From(spend.Id, "given-back", source.GrantId, spend.GivenBack),
                    StorefrontId = spend.StorefrontId,
                    Customer = spend.Customer,
                    Currency = spend.Currency,
                    Amount = share,
                    Left = share,
                    GrantedAt = now,
                    ExpiresAt = source.ExpiresAt + (now - spend.At),
                };
                var grant = StoreCreditGrant.Add(db, granted, spendable);
                db.StoreCreditMovements.Add(
                    StoreCreditMovement.Of(grant, StoreCreditMovement.GivenBack, share, now, spend.Id)
                );
            }
        }
    }
}

/// <param name="Amount">Minor units; omitted: the whole amount that was not yet given back.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GiveBackRequest(long? Amount = null);
