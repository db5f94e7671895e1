using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>A return as its storefront sees it. Amounts are minor units of the currency beside them.</summary>
/// <param name="HandOverBy">The hand-over deadline: by when the customer must hand the parcel to a carrier, UTC. An agent's approval sets it again.</param>
/// <param name="Attention">Why and since when the return waits for a person; null: it does not.</param>
/// <param name="PromisedBy">By when the customer was promised the refund of the last round, UTC; null until goods have come.</param>
/// <param name="ExpiresAt">By when a parcel that was handed over in time must have arrived, UTC.</param>
/// <param name="PolicyVersion">The version of the policy that decided the request and also applies to all later steps.</param>
/// <param name="Rounds">The rounds: goods that came together and are settled together, in the order in which they came.</param>
/// <param name="Review">The review that the approval waits for; null: it is decided.</param>
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
    ReturnAttentionResponse? Attention,
    DateTimeOffset? PromisedBy,
    DateTimeOffset ExpiresAt,
    int PolicyVersion,
    IReadOnlyList<ReturnRoundResponse> Rounds,
    ReturnReviewResponse? Review
)
{
    public static ReturnResponse Of(Return found)
    {
        var units = found.Goods.Units.ToLookup(x => (x.Line, x.Reason));
        return new ReturnResponse(
            found.CorrelationId,
            found.IsApproved ? found.RmaNumber : null,
            found.OrderNumber,
            found.Status,
            found.Channel,
            found.RequestedAt,
            found.HandOverBy,
            [.. found.Goods.Lines.Select(line => ReturnLineResponse.Of(found, line, units[(line.Key, line.Reason)]))],
            [.. found.Parts.Select(x => ReturnRefundResponse.Of(x, found.Currency))],
            ReturnAttentionResponse.Of(found.AttentionReason, found.AttentionSince),
            found.Rounds.Count == 0 ? null : found.Rounds[^1].PromisedBy,
            found.ExpiresAt,
            found.PolicyVersion,
            [.. found.Rounds.Select(x => new ReturnRoundResponse(x.No, x.State.ToLowerInvariant(), x.PromisedBy))],
            found.Review is { } review ? new(review.WaitsFor, review.DueAt, review.Question) : null
        );
    }
}

/// <param name="Reason">
/// For example <c>refund_declined</c>, <c>refund_reversed</c>, <c>unplaced_units</c>, <c>verdict_overdue</c>, <c>late_parcel</c> or
/// <c>in_another_return</c>.
/// </param>
/// <param name="Since">UTC.</param>
internal sealed record ReturnAttentionResponse(string Reason, DateTimeOffset Since)
{
    public static ReturnAttentionResponse? Of(string? reason, DateTimeOffset? since) =>
        reason is null ? null : new(reason, since!.Value);
}

/// <param name="WaitsFor">The agent, or the customer who was asked for evidence.</param>
/// <param name="DueAt">The deadline, UTC.</param>
/// <param name="Question">The last question to the customer; null: none.</param>
internal sealed record ReturnReviewResponse(
    [property: OneOf(typeof(ReviewWaits))] string WaitsFor,
    DateTimeOffset DueAt,
    string? Question
);

/// <param name="No">The number of the round, from 1.</param>
/// <param name="PromisedBy">By when the customer was promised the round's refund, UTC; null until its goods have come.</param>
internal sealed record ReturnRoundResponse(
    int No,
    [property: OneOf("receiving", "inspecting", "settling", "settled")] string Status,
    DateTimeOffset? PromisedBy
);

/// <param name="Rule">The policy rule that approved the line.</param>
/// <param name="Received">The number of its units that have come.</param>
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
    IReadOnlyList<EvidencePhoto> Photos,
    string OrderNumber
)
{
    /// <summary>The people who wore its pieces, if a company named them.</summary>
    public IReadOnlyList<Wearer> Wearers { get; init; } = [];

    public static ReturnLineResponse Of(Return found, ReturnLine line, IEnumerable<ReturnUnit> units)
    {
        List<ReturnUnitResponse> received =
        [
            .. units
                .Where(x => x.UnitId is not null)
                .OrderBy(x => x.Ordinal)
                .Select(x => new ReturnUnitResponse(
                    x.UnitId!.Value,
                    x.Paid,
                    x.Amounts.Sum,
                    x.Grade,
                    x.Disposition,
                    x.Round
                )),
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
            line.Photos ?? [],
            line.OrderNumber ?? found.OrderNumber
        )
        {
            Wearers = line.Wearers ?? [],
        };
    }
}

/// <param name="Paid">The amount paid for this unit, with tax, without postage.</param>
/// <param name="Gives">The refund for the unit if it is accepted, with postage and fees.</param>
/// <param name="Round">The round that the unit came with.</param>
internal sealed record ReturnUnitResponse(
    Guid UnitId,
    long Paid,
    long Gives,
    string? Grade,
    string? Disposition,
    int? Round
);

/// <param name="StoreCredit">How much of the amount is given as store credit.</param>
/// <param name="StoreCreditBonus">How much store credit is given on top of the amount.</param>
/// <param name="Shortfall">How much was not paid because it had gone back to the order's payments by other means.</param>
internal sealed record ReturnRefundResponse(
    Guid Id,
    [property: OneOf("planned", "submitted", "succeeded", "failed", "unknown", "reversed")] string Status,
    long Amount,
    string Currency,
    long StoreCredit,
    long StoreCreditBonus,
    long Shortfall,
    int Round,
    string OrderNumber
)
{
    public static ReturnRefundResponse Of(RoundPart part, string currency) =>
        new(
            part.PartId,
            part.Status,
            part.Amount - part.Shortfall,
            currency,
            part.StoreCreditGiven ?? part.StoreCredit,
            part.BonusGiven ?? part.StoreCreditBonus,
            part.Shortfall,
            part.Round,
            part.Subject
        );
}
