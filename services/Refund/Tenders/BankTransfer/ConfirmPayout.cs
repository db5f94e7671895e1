using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary>
/// <c>POST /v1/payouts/{id}/paid</c>: finance confirms a transfer. The part becomes due, and the worker records the outcome.
/// </summary>
internal static class ConfirmPayout
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/payouts/{id:guid}/paid", HandleAsync)
            .RequireRoles(Roles.Finance)
            .Writes<RefundDb>(keyRequired: true)
            .WithSummary("Confirm that a transfer was made, with the bank's reference")
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "not_to_pay");

    private static async Task<Results<Ok<PayoutView>, ProblemHttpResult>> HandleAsync(
        Guid id,
        PaidRequest request,
        Caller caller,
        RefundDb db,
        TimeProvider time,
        DatabaseClock<RefundDb> clock,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        if (!checks.Identifier(request.Reference, "reference", Payout.MaxReference))
        {
            return checks.ToProblem();
        }
        var payout = await db.Payouts.FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (payout is null)
        {
            return Problem.NotFound("payout");
        }
        if (payout.Status != Payout.ToPay && (payout.Status, payout.Reference) != (Payout.Paid, request.Reference))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "not_to_pay",
                $"This payout is {payout.Status} already, reference '{payout.Reference}'."
            );
        }
        if (payout.Status == Payout.ToPay)
        {
            (payout.Status, payout.Reference) = (Payout.Paid, request.Reference);
            await payout.ToldAsync(db, caller, time.GetUtcNow(), clock.UtcNow, cancellation);
        }
        return TypedResults.Ok(await payout.ViewAsync(db, cancellation));
    }

    /// <summary>The outcome was reported: the part becomes due.</summary>
    public static async Task ToldAsync(
        this Payout payout,
        RefundDb db,
        Caller caller,
        DateTimeOffset now,
        DateTimeOffset due,
        CancellationToken cancellation
    )
    {
        (payout.ToldBy, payout.ToldAt) = (caller.PersonId, now);
        var part = await db.RefundParts.SingleAsync(x => x.Id == payout.Id, cancellation);
        part.DueAt = due;
    }

    public static async Task<PayoutView> ViewAsync(this Payout payout, RefundDb db, CancellationToken cancellation) =>
        PayoutView.Of(
            payout,
            await db.BankAccounts.AsNoTracking().FirstOrDefaultAsync(x => x.RefundId == payout.RefundId, cancellation)
        );
}

/// <param name="Reference">The bank's reference of the transfer.</param>
internal sealed record PaidRequest(string? Reference);
