using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Adjusting;

/// <summary><c>POST /v1/payments/{reference}/adjustments</c>: money left a payment past us.</summary>
internal static class PostAdjustment
{
    private const long MaxAmount = 1_000_000_000_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/payments/{reference}/adjustments", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Finance)
            .Writes<RefundDb>(keyRequired: true)
            .WithTags("Refund")
            .WithSummary("Tell of a chargeback, or of a refund made elsewhere that no order says")
            .Produces<AdjustmentResponse>(StatusCodes.Status201Created)
            .Produces<AdjustmentResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

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
        // The one character that a server leaves as it was written.
        reference = reference.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var checks = new Checks();
        checks.Text(reference, "payment", Payment.MaxReference);
        request.Check(checks, MaxAmount);
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
            Reference = request.Reference!,
            At = now,
            By = caller.Subject,
        };
        var (adjustment, payment) = await adjustments.TakeAsync(told, request.Method, cancellation);
        if (!adjustment.IsSameAs(told))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "reference_reused",
                $"'{told.Reference}' was told before, with other content. What has another amount has another reference."
            );
        }
        if (payment.Currency != told.Currency)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "other_currency",
                $"The payment is in {payment.Currency}: say what left it in {payment.Currency}."
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
        var knowing = await db
            .Payments.Where(x => x.Reference == reference)
            .Select(x => x.StorefrontId)
            .ToListAsync(cancellation);
        return knowing is [var one] ? one : null;
    }
}

/// <param name="Kind"><c>chargeback</c> or <c>refunded_elsewhere</c>.</param>
/// <param name="Amount">Minor units, more than 0.</param>
/// <param name="Currency">ISO 4217, the payment's.</param>
/// <param name="Reference">Its name where it was made: told twice, it counts once.</param>
/// <param name="Method">How the payment was made, <c>card</c> when left out; counts where the payment is not known yet.</param>
/// <param name="StorefrontId">Whose payment it is, for who acts for several.</param>
internal sealed record AdjustmentRequest(
    string? Kind,
    long Amount,
    string? Currency,
    string? Reference,
    string? Method = null,
    string? StorefrontId = null
)
{
    public void Check(Checks checks, long maxAmount)
    {
        checks.That(
            Kind is PaymentAdjustment.Chargeback or PaymentAdjustment.RefundedElsewhere,
            "kind",
            $"must be {PaymentAdjustment.Chargeback} or {PaymentAdjustment.RefundedElsewhere}"
        );
        checks.That(Amount >= 1 && Amount <= maxAmount, "amount", $"must be from 1 to {maxAmount} minor units");
        checks.That(
            Currency is { Length: 3 } && Currency.All(char.IsAsciiLetterUpper),
            "currency",
            "must be three capital letters of ISO 4217"
        );
        checks.Text(Reference, "reference", PaymentAdjustment.MaxReference);
        checks.OptionalText(Method, "method", Payment.MaxMethod);
    }
}

/// <param name="Id">The adjustment.</param>
/// <param name="Payment">The payment's name at the provider.</param>
/// <param name="Kind"><c>chargeback</c> or <c>refunded_elsewhere</c>.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Reference">Its name where it was made.</param>
/// <param name="Left">What can still go back to the payment, in minor units.</param>
/// <param name="Over">What had gone back to it, or was on its way, before this was known, and is too much now.</param>
internal sealed record AdjustmentResponse(
    Guid Id,
    string Payment,
    string Kind,
    long Amount,
    string Currency,
    string Reference,
    long Left,
    long Over
)
{
    public static AdjustmentResponse Of(PaymentAdjustment it, Payment payment) =>
        new(
            it.Id,
            it.PaymentReference,
            it.Kind,
            it.Amount,
            it.Currency,
            it.Reference,
            payment.Room(payment.Currency),
            payment.Captured is null ? 0 : payment.Over
        );
}
