using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

/// <summary><c>POST /v1/payments/{reference}/adjustments</c>: money left a payment by other means than a refund of ours, or came back to it.</summary>
internal static class PostAdjustment
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/payments/{reference}/adjustments", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Finance)
            .Writes<RefundDb>(keyRequired: true)
            .WithSummary(
                "Tell of a chargeback, of one that was won (finance), or of a refund made elsewhere that no order says"
            )
            .Produces<AdjustmentResponse>(StatusCodes.Status201Created)
            .Produces<AdjustmentResponse>()
            .Problems(StatusCodes.Status403Forbidden, "finance_only")
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(
                StatusCodes.Status409Conflict,
                "no_such_chargeback",
                "reference_reused",
                "other_currency",
                "more_than_captured"
            );

    private static async Task<IResult> HandleAsync(
        string reference,
        AdjustmentRequest request,
        Caller caller,
        RefundDb db,
        Adjustments adjustments,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (request.Kind == PaymentAdjustment.ChargebackReversed && !caller.Roles.Contains(Roles.Finance))
        {
            return Problem.Of(
                StatusCodes.Status403Forbidden,
                "finance_only",
                "Only finance can record that a chargeback was won, as that raises what may go back."
            );
        }
        var checks = new Checks();
        checks.Identifier(reference, "payment", Payment.MaxReference);
        request.Check(checks);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        if (await StorefrontAsync(reference, request, caller, db, cancellation) is not { } storefront)
        {
            return Problem.NotFound(
                "payment; where you act for several storefronts, storefrontId must say whose it is"
            );
        }
        var now = time.GetUtcNow();
        var told = new PaymentAdjustment
        {
            Id = Guid.CreateVersion7(now),
            StorefrontId = storefront,
            PaymentReference = reference,
            Kind = request.Kind!,
            Amount = request.Amount,
            Currency = request.Currency!,
            Reference =
                request.Kind == PaymentAdjustment.ChargebackReversed
                    ? PaymentAdjustment.ReversalOf(request.Reference!)
                    : request.Reference!,
            At = now,
            By = caller.PersonId,
        };
        if (
            request.Kind == PaymentAdjustment.ChargebackReversed
            && await adjustments.WhyNotAsync(told, cancellation) is { } why
        )
        {
            return Problem.Of(StatusCodes.Status409Conflict, "no_such_chargeback", why);
        }
        var (adjustment, payment) = await adjustments.RecordAsync(told, request.Method, cancellation);
        if (!adjustment.IsSameAs(told))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "reference_reused",
                $"'{told.Reference}' was told before with other content. Another amount needs another reference."
            );
        }
        // Before an order has told its currency, none is wrong.
        if (
            payment.Captured is not null
            && payment.Currency != told.Currency
            && told.Kind != PaymentAdjustment.ChargebackReversed
        )
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "other_currency",
                $"The payment is in {payment.Currency}: say what left it in {payment.Currency}."
            );
        }
        // What people type; what the provider says happened, has.
        if (
            adjustment == told
            && told.Kind != PaymentAdjustment.ChargebackReversed
            && payment.IsBeyondCaptured(told.Kind)
        )
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "more_than_captured",
                $"Only {payment.Captured} {payment.Currency} (minor units) were captured: with what was told before, no more can have left the payment."
            );
        }
        var response = AdjustmentResponse.Of(adjustment, payment);
        return adjustment == told ? TypedResults.Created((string?)null, response) : TypedResults.Ok(response);
    }

    /// <summary>Whose payment it is: the caller's own, the one that is named, or the only one that knows it.</summary>
    private static async Task<string?> StorefrontAsync(
        string reference,
        AdjustmentRequest request,
        Caller caller,
        RefundDb db,
        CancellationToken cancellation
    )
    {
        if (request.StorefrontId is { } named)
        {
            return caller.Storefronts.Contains(named) ? named : null;
        }
        if (caller.Storefronts is [var only])
        {
            return only;
        }
        var known = await db
            .Payments.Where(x => x.Reference == reference && !x.IsForeign)
            .Select(x => x.StorefrontId)
            .ToListAsync(cancellation);
        return known is [var one] ? one : null;
    }
}
