using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>A return as its storefront sees it. Amounts are minor units of the currency beside them.</summary>
/// <param name="HandOverBy">The hand-over deadline: by when the customer must hand the parcel to a carrier, UTC.</param>
/// <param name="ReviewReason">Why the return is parked and waits for a person; null: it is not.</param>
/// <param name="PromisedBy">By when the customer was promised the money, UTC; null until the goods have come.</param>
/// <param name="ExpiresAt">By when a parcel that was handed over in time must have arrived, UTC.</param>
/// <param name="PolicyVersion">The version of the policy that decided the request, and decides everything after.</param>
internal sealed record ReturnResponse(
    Guid Id,
    string? RmaNumber,
    string OrderNumber,
    [property: OneOf(typeof(ReturnStatuses))] string Status,
    string Channel,
    DateTimeOffset RequestedAt,
    DateTimeOffset HandOverBy,
    IReadOnlyList<ReturnLineResponse> Lines,
    IReadOnlyList<ReturnRefundResponse> Refunds,
    string? ReviewReason,
    DateTimeOffset? PromisedBy,
    DateTimeOffset ExpiresAt,
    int PolicyVersion
)
{
    public static ReturnResponse Of(Return found)
    {
        var approved = found.State != nameof(ReturnStateMachine.Requested);
        var units = found.Units.ToLookup(x => (x.LineId, x.Reason));
        return new ReturnResponse(
            found.CorrelationId,
            approved ? found.RmaNumber : null,
            found.OrderNumber,
            found.Status,
            found.Channel,
            found.RequestedAt,
            found.HandOverBy,
            [.. found.Lines.Select(line => ReturnLineResponse.Of(line, units[(line.LineId, line.Reason)]))],
            found.RefundId is { } refund
                ?
                [
                    new ReturnRefundResponse(
                        refund,
                        found.RefundStatus!,
                        found.RefundAmount - found.Shortfall,
                        found.Currency,
                        found.StoreCreditGiven ?? found.StoreCredit,
                        found.Shortfall
                    ),
                ]
                : [],
            found.ParkedReason,
            found.PromisedBy,
            found.ExpiresAt,
            found.PolicyVersion
        );
    }
}

/// <param name="Rule">The policy rule that approved the line.</param>
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
    IReadOnlyList<ReturnUnitResponse> Units,
    IReadOnlyList<EvidencePhoto> Photos
)
{
    public static ReturnLineResponse Of(ReturnLine line, IEnumerable<ReturnUnit> units)
    {
        List<ReturnUnitResponse> received =
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
            received.Count,
            received,
            line.Photos ?? []
        );
    }
}

/// <param name="Paid">What was paid for this unit, tax included, postage not.</param>
/// <param name="Gives">The refund for it when it is accepted, with postage and fees.</param>
internal sealed record ReturnUnitResponse(Guid UnitId, long Paid, long Gives, string? Grade, string? Disposition);

/// <param name="StoreCredit">How much of the amount is given as store credit.</param>
/// <param name="Shortfall">How much was not paid because the order's payments could not give it: it went back by other means.</param>
internal sealed record ReturnRefundResponse(
    Guid Id,
    [property: OneOf("planned", "submitted", "succeeded", "failed", "unknown", "reversed")] string Status,
    long Amount,
    string Currency,
    long StoreCredit,
    long Shortfall
);
