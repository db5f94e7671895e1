using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>
/// <c>POST /v1/refunds/{id}/pay-again</c>: the amount still owed of a failed or reversed refund is planned again, for the same payments in
/// the same order, within their current caps.
/// </summary>
internal static class PayAgain
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapReview("pay-again", HandleAsync)
            .WithSummary(
                "Pay the failed or reversed part of a refund again, with a reason; whoever decided the refund cannot do this"
            )
            .Problems(StatusCodes.Status403Forbidden, "decided_by_you")
            .Problems(
                StatusCodes.Status409Conflict,
                "open_exception",
                "nothing_to_pay",
                "not_heard_yet",
                "foreign_payment",
                "cap_exceeded",
                "paid_again_too_often"
            );

    private static async Task<Results<Ok<RefundSummary>, ProblemHttpResult>> HandleAsync(
        Guid id,
        PayAgainRequest request,
        Caller caller,
        HttpRequest http,
        RefundDb db,
        OrderPayments orderPayments,
        OverCapParts overCapParts,
        TimeProvider time,
        DatabaseClock<RefundDb> clock,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        if (!checks.Text(request.Note, "note", RefundReview.MaxNote))
        {
            return checks.ToProblem();
        }
        var (refund, problem) = await db.ForReviewAsync(id, http, cancellation);
        if (refund is null)
        {
            return problem!;
        }
        if (refund.DecidedByCaller(caller) is { } decidedByCaller)
        {
            return decidedByCaller;
        }
        var now = time.GetUtcNow();
        if (await PlanAsync(db, orderPayments, overCapParts, refund, now, clock.UtcNow, cancellation) is { } obstacle)
        {
            return obstacle;
        }
        if (refund.Reviews.Count(x => x.What == RefundReview.PaidAgain) >= RefundReview.MaxPaidAgain)
        {
            return Conflict(
                "paid_again_too_often",
                $"This refund was already paid again {RefundReview.MaxPaidAgain} times, the limit. Pay it outside this system, and close its return."
            );
        }
        refund.AddReview(RefundReview.PaidAgain, caller, request.Note, now);
        return TypedResults.Ok(RefundSummary.Of(refund, ETag.AfterCommit(db, refund)));
    }

    /// <summary>Plans the amount that is still owed of an ended refund.</summary>
    /// <returns>The problem; null: it was planned.</returns>
    internal static async Task<ProblemHttpResult?> PlanAsync(
        RefundDb db,
        OrderPayments orderPayments,
        OverCapParts overCapParts,
        Refund refund,
        DateTimeOffset now,
        DateTimeOffset due,
        CancellationToken cancellation
    )
    {
        var owed = refund.PayableAgain;
        if (!refund.HasEnded || owed == 0)
        {
            return Conflict(
                "nothing_to_pay",
                refund.IsRefused
                    ? "Nothing of this refund can be paid again: it was refused."
                    : $"Nothing of this refund can be paid again: its status is {refund.Status}."
            );
        }
        if (refund.DueAt is not null)
        {
            return Conflict(
                "not_heard_yet",
                "The return has not been informed of the reversal yet. Retry in a few seconds."
            );
        }
        if (await OpenExceptionAsync(db, refund, cancellation) is { } exception)
        {
            return Conflict(
                "open_exception",
                $"By exception {exception.Id} ({exception.Kind}) the provider may have paid it: resolve that exception first."
            );
        }
        var references = await db.PaymentReferencesAsync(refund, cancellation);
        var payments = await db.PaymentsAsync(refund.StorefrontId, references, cancellation);
        payments.Sort((one, other) => references.IndexOf(one.Reference) - references.IndexOf(other.Reference));
        await orderPayments.AssignAsync(refund.StorefrontId, payments, cancellation);
        await overCapParts.CancelAsync(payments, now, cancellation);
        if (payments.Find(x => x.BelongsToAnotherStorefront) is { } ofAnotherStorefront)
        {
            return Conflict(
                "foreign_payment",
                $"The payment {ofAnotherStorefront.Reference} belongs to another storefront: assign it before it can be refunded."
            );
        }
        var shares = refund.SharesOf(owed, payments);
        var payable = shares.Sum(x => x.Amount);
        if (payable == 0)
        {
            return Conflict(
                FailureReason.CapExceeded,
                $"{owed} {refund.Currency} (minor units) are owed, but the remaining caps of its payments are 0."
            );
        }
        // The return of a refund that has succeeded is completed: no return waits for these parts.
        var paysShortfall = refund.Status == RefundStatus.Succeeded;
        var shortfall = owed - payable;
        db.Post(RefundPostings.Shortened(refund, shortfall - refund.Shortfall, now));
        refund.Shortfall = shortfall;
        db.RefundParts.AddRange(refund.AddParts(shares, due, paysShortfall));
        refund.UpdateStatus(now);
        return null;
    }

    private static ProblemHttpResult Conflict(string type, string detail) =>
        Problem.Of(StatusCodes.Status409Conflict, type, detail);

    /// <summary>An open exception with money of this refund in suspense, which the provider's file has but our ledger has not.</summary>
    private static Task<Discrepancy?> OpenExceptionAsync(RefundDb db, Refund refund, CancellationToken cancellation) =>
        db
            .Discrepancies.AsNoTracking()
            .FirstOrDefaultAsync(
                x => x.Status == Discrepancy.Open && x.RefundId == refund.Id && x.OnSuspense > 0,
                cancellation
            );
}

/// <param name="Note">The reason for paying it again.</param>
internal sealed record PayAgainRequest(string? Note);
