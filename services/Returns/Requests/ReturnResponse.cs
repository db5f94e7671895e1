using System.Text.Json;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>A return as its storefront sees it. Amounts are minor units of the currency beside them.</summary>
/// <param name="PromisedBy">By when the money is promised, from when the goods came.</param>
internal sealed record ReturnResponse(
    Guid Id,
    string? RmaNumber,
    string OrderNumber,
    string Status,
    string Channel,
    DateTimeOffset RequestedAt,
    DateTimeOffset Deadline,
    IReadOnlyList<ReturnLineResponse> Lines,
    IReadOnlyList<ReturnRefundResponse> Refunds,
    string? UnderReviewBecause,
    DateTimeOffset? PromisedBy
)
{
    public static ReturnResponse Of(Return it)
    {
        var approved = it.State != nameof(ReturnStateMachine.Requested);
        var units = it.Units.ToLookup(x => (x.LineId, x.Reason));
        return new ReturnResponse(
            it.CorrelationId,
            approved ? it.RmaNumber : null,
            it.OrderNumber,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(it.State),
            it.Channel,
            it.RequestedAt,
            it.Deadline,
            [.. it.Lines.Select(line => ReturnLineResponse.Of(line, units[(line.LineId, line.Reason)]))],
            it.RefundId is { } refund
                ? [new ReturnRefundResponse(refund, it.RefundStatus!, it.RefundAmount, it.Currency, it.StoreCredit)]
                : [],
            it.ParkedBecause,
            it.PromisedBy
        );
    }
}

/// <param name="Rule">The policy rule that approved it.</param>
/// <param name="Received">How many of its units have come.</param>
internal sealed record ReturnLineResponse(
    string LineId,
    string Sku,
    string? Description,
    int Quantity,
    string Reason,
    string Resolution,
    string? Comment,
    string Rule,
    int Received,
    IReadOnlyList<ReturnUnitResponse> Units
)
{
    public static ReturnLineResponse Of(ReturnLine line, IEnumerable<ReturnUnit> units)
    {
        List<ReturnUnitResponse> came =
        [
            .. units
                .Where(x => x.UnitId is not null)
                .OrderBy(x => x.Ordinal)
                .Select(x => new ReturnUnitResponse(x.UnitId!.Value, x.Paid, x.Amounts.Sum, x.Grade, x.Disposition)),
        ];
        return new ReturnLineResponse(
            line.LineId,
            line.Sku,
            line.Description,
            line.Quantity,
            line.Reason,
            line.Resolution,
            line.Comment,
            line.Rule,
            came.Count,
            came
        );
    }
}

/// <param name="Paid">What was paid for this unit, tax included, postage not.</param>
/// <param name="Gives">What it gives back when it is accepted: postage and fees counted in.</param>
internal sealed record ReturnUnitResponse(Guid UnitId, long Paid, long Gives, string? Grade, string? Disposition);

/// <param name="StoreCredit">How much of the amount is given as store credit.</param>
internal sealed record ReturnRefundResponse(Guid Id, string Status, long Amount, string Currency, long StoreCredit);
