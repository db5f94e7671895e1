using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>
/// <c>POST /v1/refunds/{id}/pay-again</c>: somebody has looked into a refund that failed or came back, and what is owed of it is paid
/// once more: to the same payments in the same order, as much as they have left by now.
/// </summary>
internal static class PayAgain
{
    private const int MaxNote = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/refunds/{id:guid}/pay-again", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>(keyRequired: true)
            .HonoursIfMatch()
            .WithSummary("Pay what failed or came back of a refund once more, and say why; not by who decided it")
            .Problems(StatusCodes.Status403Forbidden, "decided_by_you")
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(
                StatusCodes.Status409Conflict,
                "foreign_payment",
                "open_exception",
                "nothing_to_pay",
                "not_heard_yet"
            );

    private static async Task<Results<Ok<RefundSummary>, ProblemHttpResult>> HandleAsync(
        Guid id,
        PayAgainRequest request,
        Caller caller,
        HttpRequest http,
        RefundDb db,
        OrderPayments orderPayments,
        TimeProvider time,
        DatabaseClock<RefundDb> clock,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        if (!checks.Text(request.Note, "note", MaxNote))
        {
            return checks.ToProblem();
        }
        var refund = await db
            .Refunds.Include(x => x.Parts)
            .Include(x => x.Reviews.OrderBy(y => y.Id))
            .AsSplitQuery()
            .FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (refund is null)
        {
            return Problem.NotFound("refund");
        }
        ReturnTrace.Tag(refund.ReturnId);
        if (ETag.Mismatch(http, refund.Version) is { } changed)
        {
            return changed;
        }
        if (refund.DecidedBy == caller.PersonId)
        {
            return ApproveRefund.DecidedByYou();
        }
        var now = time.GetUtcNow();
        if (await PlanAsync(db, orderPayments, refund, now, clock.UtcNow, cancellation) is { } why)
        {
            return why;
        }
        refund.Review(RefundReview.PaidAgain, caller, request.Note, now);
        return TypedResults.Ok(RefundSummary.Of(refund));
    }

    /// <summary>Plans what is owed of a refund that has ended.</summary>
    /// <returns>Why that can't be, or null.</returns>
    internal static async Task<ProblemHttpResult?> PlanAsync(
        RefundDb db,
        OrderPayments orderPayments,
        Refund refund,
        DateTimeOffset now,
        DateTimeOffset due,
        CancellationToken cancellation
    )
    {
        if (WhyNot(refund) is var (type, detail))
        {
            return Problem.Of(StatusCodes.Status409Conflict, type, detail);
        }
        if (await UnclearAsync(db, refund, cancellation) is { } unclear)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "open_exception",
                $"Exception {unclear.Id} ({unclear.Kind}) says that the provider may have paid it: resolve that first."
            );
        }
        var payments = await db.PaymentsAsync(refund.StorefrontId, refund.Tenders, cancellation);
        payments.Sort((one, other) => refund.Tenders.IndexOf(one.Reference) - refund.Tenders.IndexOf(other.Reference));
        await orderPayments.AssignAsync(refund.StorefrontId, payments, cancellation);
        if (payments.Find(x => x.IsForeign) is { } foreign)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "foreign_payment",
                $"The payment {foreign.Reference} belongs to another storefront: assign it first, or nothing can go back to it."
            );
        }
        var owed = refund.Owed + refund.Shortfall;
        var shares = Split.UpTo(owed, payments.Select(x => (x.RefundableAmount(refund.Currency), x.Step)));
        if (shares.Sum() == 0)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                FailureReason.CapExceeded,
                $"Owed are {owed} {refund.Currency} (minor units), and its payments can give nothing of it."
            );
        }
        var isShort = owed - shares.Sum();
        db.Post(RefundPostings.Shortened(refund, isShort - refund.Shortfall, now));
        refund.Shortfall = isShort;
        db.RefundParts.AddRange(refund.PlanAll([.. payments.Zip(shares)], due));
        refund.SumUp(now);
        return null;
    }

    private static (string Type, string Detail)? WhyNot(Refund refund) =>
        !refund.HasEnded || refund.Owed + refund.Shortfall == 0
            ? ("nothing_to_pay", $"Nothing of this refund waits for being paid again: it is {refund.Status}.")
        : refund.DueAt is not null
            ? ("not_heard_yet", "Its return has not heard yet that it came back. Retry in a few seconds.")
        : null;

    /// <summary>The provider's file has money of it that our books do not explain.</summary>
    private static Task<Discrepancy?> UnclearAsync(RefundDb db, Refund refund, CancellationToken cancellation) =>
        db
            .Discrepancies.AsNoTracking()
            .FirstOrDefaultAsync(
                x => x.Status == Discrepancy.Open && x.RefundId == refund.Id && x.OnSuspense > 0,
                cancellation
            );
}

/// <param name="Note">What was found out, for who looks into it later.</param>
internal sealed record PayAgainRequest(string? Note);
