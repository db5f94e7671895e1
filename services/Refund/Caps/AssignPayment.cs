using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Caps;

/// <summary>
/// <c>POST /v1/payments/{reference}/assign</c>: finance assigns a payment to the storefront it belongs to, after an order of another
/// storefront named it first. Money that has left the payment counts against the new owner's cap, see <see cref="OwnerChange"/>.
/// </summary>
internal sealed class AssignPayment(RefundDb db, OwnerChange ownerChange, OverCapParts overCapParts, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/payments/{reference}/assign", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>(keyRequired: true)
            .WithTags("Refund")
            .WithSummary(
                "Assign a payment to the storefront that it belongs to, with a reason; you must act for both storefronts"
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<AssignedPayment>, ProblemHttpResult>> HandleAsync(
        string reference,
        AssignPaymentRequest request,
        Caller caller,
        RefundDb db,
        AssignPayment assign,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        checks.Identifier(reference, "payment", Payment.MaxReference);
        checks.Text(request.StorefrontId, "storefrontId", 64);
        checks.Text(request.Note, "note", PaymentAssignment.MaxNote);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var owned = await db.PaymentsAtProvider.FirstOrDefaultAsync(x => x.Reference == reference, cancellation);
        return
            owned?.Owner is { } owner
            && caller.Storefronts.Contains(owner)
            && caller.Storefronts.Contains(request.StorefrontId)
            ? TypedResults.Ok(await assign.RunAsync(owned, owner, request, caller, cancellation))
            : Problem.Of(
                StatusCodes.Status404NotFound,
                "not_found",
                "There is no such payment, or it is not yours. It can be assigned once a refund of it was requested."
            );
    }

    private async Task<AssignedPayment> RunAsync(
        PaymentAtProvider owned,
        string from,
        AssignPaymentRequest request,
        Caller caller,
        CancellationToken cancellation
    )
    {
        var (to, now) = (request.StorefrontId, time.GetUtcNow());
        var payment = await FindOrAddAsync(to, owned.Reference, cancellation);
        if (from == to)
        {
            return AssignedPayment.Of(payment);
        }
        var before = await FindOrAddAsync(from, owned.Reference, cancellation);
        (before.BelongsToAnotherStorefront, payment.BelongsToAnotherStorefront) = (true, false);
        // The previous owner's planned refunds are cancelled; those that were made or are on their way count against the new owner's cap.
        await overCapParts.CancelAsync([before], now, cancellation);
        await ownerChange.MoveAsync(before, payment, cancellation);
        owned.Owner = to;
        db.PaymentAssignments.Add(
            new PaymentAssignment
            {
                Id = Guid.CreateVersion7(now),
                StorefrontId = to,
                PaymentReference = owned.Reference,
                From = from,
                By = caller.PersonId,
                ByName = caller.PersonName,
                At = now,
                Note = request.Note,
            }
        );
        await overCapParts.CancelAsync([payment], now, cancellation);
        var exception = await db.Discrepancies.FindAsync([PaymentExceptions.ForeignId(payment)], cancellation);
        exception?.Clear(now);
        return AssignedPayment.Of(payment);
    }

    private async Task<Payment> FindOrAddAsync(string storefront, string reference, CancellationToken cancellation)
    {
        if (await db.Payments.FindAsync([storefront, reference], cancellation) is { } known)
        {
            return known;
        }
        var other = await db.Payments.FirstOrDefaultAsync(x => x.Reference == reference, cancellation);
        var payment = new Payment
        {
            StorefrontId = storefront,
            Reference = reference,
            Method = other?.Method ?? Payment.DefaultMethod,
            Currency = other?.Currency ?? "",
        };
        db.Payments.Add(payment);
        return payment;
    }
}

/// <param name="StorefrontId">The storefront that the payment belongs to.</param>
/// <param name="Note">The reason.</param>
internal sealed record AssignPaymentRequest(string StorefrontId, string Note);

/// <param name="Payment">The payment's reference at the provider.</param>
/// <param name="StorefrontId">The storefront that it belongs to.</param>
/// <param name="Left">The amount that can still be refunded to it, in minor units: 0 until an order of the storefront names it.</param>
/// <param name="Currency">ISO 4217.</param>
internal sealed record AssignedPayment(string Payment, string StorefrontId, long Left, string Currency)
{
    public static AssignedPayment Of(Payment it) => new(it.Reference, it.StorefrontId, it.RemainingCap, it.Currency);
}
