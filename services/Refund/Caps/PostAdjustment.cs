using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Caps;

/// <summary><c>POST /v1/payments/{reference}/adjustments</c>: reports money that left a payment by other means than our refunds, or came back to it.</summary>
internal static class PostAdjustment
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/payments/{reference}/adjustments", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Finance)
            .Writes<RefundDb>(keyRequired: true)
            .WithSummary(
                "Report a chargeback, a chargeback that was won (finance only), or a refund made elsewhere that no order mentions"
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
                "more_than_captured",
                "too_many_adjustments"
            );

    private static async Task<IResult> HandleAsync(
        string reference,
        AdjustmentRequest request,
        Caller caller,
        RefundDb db,
        Adjustments adjustments,
        OverCapParts overCapParts,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var isWon = request.Kind == AdjustmentKind.ChargebackWon;
        if (isWon && !caller.Roles.Contains(Roles.Finance))
        {
            return Problem.Of(
                StatusCodes.Status403Forbidden,
                "finance_only",
                "Only finance can record that a chargeback was won, because that raises the payment's cap."
            );
        }
        var checks = new Checks();
        checks.Identifier(reference, "payment", Payment.MaxReference);
        request.Check(checks);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        (reference, var spendCurrency) = await ReferenceAsync(reference, request, db, cancellation);
        if (spendCurrency is not null && spendCurrency != request.Currency)
        {
            return OtherCurrency(spendCurrency);
        }
        if (await StorefrontAsync(reference, request, caller, db, cancellation) is not { } storefront)
        {
            return Problem.Of(
                StatusCodes.Status404NotFound,
                "not_found",
                "There is no such payment, or it is not yours. If you act for several storefronts, name its storefront with storefrontId."
            );
        }
        var reported = request.ToAdjustment(storefront, reference, caller, time.GetUtcNow());
        if (isWon && await adjustments.CheckWonAsync(reported, cancellation) is { } flaw)
        {
            return Conflict("no_such_chargeback", flaw);
        }
        var (recorded, payment) = await adjustments.RecordAsync(reported, request.Method, cancellation);
        if (Refusal(reported, recorded, payment) is { } refusal)
        {
            return refusal;
        }
        // Finance reports losses that are certain: without them the cap would stay too high.
        if (
            recorded == reported
            && !caller.Roles.Contains(Roles.Finance)
            && await adjustments.IsAtLimitAsync(payment, cancellation)
        )
        {
            return Conflict(
                "too_many_adjustments",
                $"The payment has {PaymentAdjustment.MaxReported} adjustments, the maximum that a storefront may report. Ask finance to report further ones."
            );
        }
        await overCapParts.CancelAsync([payment], reported.At, cancellation);
        var response = AdjustmentResponse.Of(recorded, payment);
        return recorded == reported ? TypedResults.Created((string?)null, response) : TypedResults.Ok(response);
    }

    /// <summary>
    /// The reference by which we know the payment: the id of a spend of store credit may be written in several ways. And
    /// the spend's currency; null: no spend is known.
    /// </summary>
    private static async Task<(string Reference, string? SpendCurrency)> ReferenceAsync(
        string reference,
        AdjustmentRequest request,
        RefundDb db,
        CancellationToken cancellation
    )
    {
        if (PaymentReference.OfSpend(reference) is not { } id)
        {
            return (reference, null);
        }
        var name = $"{id}";
        var spend = await db.StoreCreditSpends.FirstOrDefaultAsync(x => x.Id == id, cancellation);
        var isSpend =
            spend is not null
            || request.Method == Tender.StoreCredit
            || await db.Payments.AnyAsync(x => x.Reference == name && x.Method == Tender.StoreCredit, cancellation);
        return (isSpend ? name : reference, spend?.Currency);
    }

    /// <summary>The storefront that the request names, the caller's only one, or the only one that knows the payment.</summary>
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
            .Payments.Where(x => x.Reference == reference && !x.BelongsToAnotherStorefront)
            .Select(x => x.StorefrontId)
            .ToListAsync(cancellation);
        return known is [var one] ? one : null;
    }

    /// <summary>Refuses reports of a person that must be typing errors. Reports of a provider are facts and are not checked.</summary>
    private static ProblemHttpResult? Refusal(PaymentAdjustment reported, PaymentAdjustment recorded, Payment payment)
    {
        var isWon = reported.Kind == AdjustmentKind.ChargebackWon;
        if (!recorded.IsSameAs(reported))
        {
            return Conflict(
                "reference_reused",
                $"'{reported.Reference}' was already reported with other content. Use another reference for another amount."
            );
        }
        // The currency of a payment without an order is not certain.
        if (!isWon && payment.Captured is not null && payment.Currency != reported.Currency)
        {
            return OtherCurrency(payment.Currency);
        }
        return !isWon && recorded == reported && payment.IsBeyondCaptured(reported.Kind)
            ? Conflict(
                "more_than_captured",
                $"Only {payment.Captured} {payment.Currency} (minor units) were captured: together with earlier reports, more would have left the payment."
            )
            : null;
    }

    private static ProblemHttpResult OtherCurrency(string currency) =>
        Conflict("other_currency", $"The payment is in {currency}: give the amount in {currency}.");

    private static ProblemHttpResult Conflict(string word, string detail) =>
        Problem.Of(StatusCodes.Status409Conflict, word, detail);
}

/// <param name="Kind"><c>chargeback</c>, <c>refunded_elsewhere</c>, or <c>chargeback_won</c>: a chargeback was won.</param>
/// <param name="Amount">Minor units, more than 0.</param>
/// <param name="Currency">ISO 4217, the payment's.</param>
/// <param name="Reference">The reference of the system where it was made: reported twice, it counts once. For <c>chargeback_won</c>: the chargeback's.</param>
/// <param name="Method">How the payment was made, by default <c>card</c>; used if the payment is not known yet.</param>
/// <param name="StorefrontId">The payment's storefront, for callers who act for several.</param>
internal sealed record AdjustmentRequest(
    [property: OneOf(typeof(AdjustmentKind))] string Kind,
    long Amount,
    string Currency,
    string Reference,
    string? Method = null,
    string? StorefrontId = null
)
{
    public void Check(Checks checks)
    {
        checks.OneOf(Kind, typeof(AdjustmentKind), "kind");
        checks.Amount(Amount, Currency);
        if (checks.Identifier(Reference, "reference", PaymentAdjustment.MaxReference))
        {
            checks.That(
                !Reference.StartsWith(PaymentAdjustment.OwnPrefix, StringComparison.Ordinal),
                "reference",
                $"must not begin with '{PaymentAdjustment.OwnPrefix}'"
            );
        }
        checks.OptionalText(Method, "method", Payment.MaxMethod);
    }

    public PaymentAdjustment ToAdjustment(string storefront, string payment, Caller caller, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            StorefrontId = storefront,
            PaymentReference = payment,
            Kind = Kind,
            Amount = Amount,
            Currency = Currency,
            Reference = Reference,
            At = now,
            By = caller.PersonId,
        };
}

/// <param name="Id">The adjustment.</param>
/// <param name="Payment">The payment's reference at the provider.</param>
/// <param name="Kind"><c>chargeback</c>, <c>chargeback_won</c> or <c>refunded_elsewhere</c>.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Reference">The reference of the system where it was made.</param>
/// <param name="Left">The amount that can still be refunded to the payment, in minor units.</param>
/// <param name="Over">By how much refunds that were paid or are on their way exceed the cap, in minor units.</param>
internal sealed record AdjustmentResponse(
    Guid Id,
    string Payment,
    [property: OneOf(typeof(AdjustmentKind))] string Kind,
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
            payment.RemainingCap,
            payment.OverCap
        );
}
