using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Storage;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>
/// <c>POST /v1/returns/quote</c>: what asking would give, line by line, by the same claim and the same amounts as asking.
/// Nothing is kept, and nothing is promised to anyone who asks later.
/// </summary>
internal static class QuoteReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns/quote", HandleAsync)
            .RequireRoles(Roles.Storefront)
            .WithSummary("What sending something back would give, to the last minor unit, and why")
            .Produces<QuoteResponse>()
            .Problems(StatusCodes.Status422UnprocessableEntity, "unknown_order");

    private static async Task<IResult> HandleAsync(
        ReturnRequest request,
        Caller caller,
        ReturnsDb db,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var checks = request.Check();
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var order = await db
            .Orders.AsNoTracking()
            .FirstOrDefaultAsync(
                x => x.StorefrontId == caller.StorefrontId && x.Number == request.OrderNumber,
                cancellation
            );
        if (order is null)
        {
            return RequestReturn.UnknownOrder(request.OrderNumber);
        }
        var now = clock.GetUtcNow();
        var claim = await Claim.OfAsync(order, db, now, cancellation);
        List<QuotedLine> lines = [.. request.Lines.Select(line => Quote(claim, line))];
        return TypedResults.Ok(
            new QuoteResponse(
                order.Number,
                order.Currency,
                Money.DecimalsOf(order.Currency),
                lines.Sum(x => x.Refund),
                lines.TrueForAll(x => x.Eligible),
                now + DefaultPolicy.HandOver,
                lines,
                lines.Where(x => x.Resolution == Resolutions.StoreCredit).Sum(x => x.Refund)
            )
        );
    }

    internal static QuotedLine Quote(Claim claim, ReturnLineRequest asked)
    {
        var (decision, units) = DefaultPolicy.Offers(asked.Resolution)
            ? claim.Add(asked)
            : new(Decision.Refuse("resolution_not_available", $"'{asked.Resolution}' is not on offer yet"), []);
        if (!decision.Approved)
        {
            return new(
                asked.LineId,
                asked.Quantity,
                asked.Reason,
                false,
                decision.Rule,
                decision.Because,
                0,
                null,
                asked.Resolution
            );
        }
        var gives = Amounts.SumOf(units.Select(x => x.Amounts));
        return new(
            asked.LineId,
            asked.Quantity,
            asked.Reason,
            true,
            decision.Rule,
            null,
            gives.Sum,
            new QuotedParts(gives.Price, gives.Discount, gives.Tax, gives.Shipping, gives.Fees, gives.IncludedTax),
            asked.Resolution
        );
    }
}

/// <param name="Decimals">How many digits of an amount stand behind the point: 2 for EUR, 0 for JPY.</param>
/// <param name="Refund">What all eligible lines give together, in minor units.</param>
/// <param name="Eligible">Whether <c>POST /v1/returns</c> would take it as it is.</param>
/// <param name="HandOverBy">By when the parcel would have to be handed over, were it asked for now.</param>
/// <param name="StoreCredit">How much of the refund would be store credit.</param>
internal sealed record QuoteResponse(
    string OrderNumber,
    string Currency,
    int Decimals,
    long Refund,
    bool Eligible,
    DateTimeOffset HandOverBy,
    IReadOnlyList<QuotedLine> Lines,
    long StoreCredit
);

/// <param name="Rule">The policy rule that decided.</param>
/// <param name="Because">Why not; null when eligible.</param>
/// <param name="Refund">Minor units; the parts add up to it.</param>
/// <param name="Resolution">How it would be given, as it was asked for.</param>
internal sealed record QuotedLine(
    string LineId,
    int Quantity,
    string Reason,
    bool Eligible,
    string Rule,
    string? Because,
    long Refund,
    QuotedParts? Parts,
    string Resolution
);

/// <param name="Price">Before discount.</param>
/// <param name="Discount">0 or less: off the line, and the line's share of what is off the order.</param>
/// <param name="Tax">On top of the price.</param>
/// <param name="Shipping">Outbound postage paid back, with its tax.</param>
/// <param name="Fees">0 or less.</param>
/// <param name="IncludedTax">How much of the refund is tax within price and postage; not added.</param>
internal sealed record QuotedParts(long Price, long Discount, long Tax, long Shipping, long Fees, long IncludedTax);
