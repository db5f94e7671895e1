using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Reviews;

/// <summary>A request or an appeal that waits for an agent's decision, with the facts that they should know.</summary>
/// <param name="Id">The return's id for a request, the appeal's id for an appeal.</param>
/// <param name="Customer">The storefront's own reference of the customer; null: the order names none.</param>
/// <param name="OpenedAt">UTC.</param>
/// <param name="WaitsFor">The agent, or the customer who was asked for evidence.</param>
/// <param name="DueAt">The deadline, UTC.</param>
/// <param name="Default">The decision when no agent decides by then.</param>
/// <param name="Rules">The policy rules that require a review, with their texts.</param>
/// <param name="Standing">The customer's figures when the review was opened; null: the policy does not use them.</param>
/// <param name="Recent">The customer's last returns in their current state, the latest first.</param>
/// <param name="Request">The request; null: it is an appeal.</param>
/// <param name="Text">The customer's text in an appeal.</param>
internal sealed record ReviewItem(
    Guid Id,
    [property: OneOf(ReviewItem.OfRequest, ReviewItem.OfStanding)] string Kind,
    string Storefront,
    string? Customer,
    DateTimeOffset OpenedAt,
    [property: OneOf(typeof(ReviewWaits))] string WaitsFor,
    DateTimeOffset DueAt,
    [property: OneOf(typeof(AgentDefaults))] string Default,
    IReadOnlyList<FiredRule> Rules,
    IReadOnlyList<ReviewedSignal> Signals,
    StandingFigures? Standing,
    IReadOnlyList<RecentReturn> Recent,
    ReviewedRequest? Request,
    string? Text
)
{
    public const string OfRequest = "request";
    public const string OfStanding = "standing";

    public static ReviewItem Of(Return saga)
    {
        var review = saga.Review!;
        return new(
            saga.CorrelationId,
            OfRequest,
            saga.StorefrontId,
            saga.Customer,
            saga.RequestedAt,
            review.WaitsFor,
            saga.ReviewDueAt!.Value,
            review.AgentDefault,
            review.Rules,
            [.. review.Signals.Select(ReviewedSignal.Of)],
            review.Standing is null ? null : StandingFigures.Of(review.Standing),
            [],
            ReviewedRequest.Of(saga, review),
            null
        );
    }

    public static ReviewItem Of(Appeal appeal) =>
        new(
            appeal.Id,
            OfStanding,
            appeal.StorefrontId,
            appeal.Customer,
            appeal.At,
            ReviewWaits.Agent,
            appeal.AnswerBy!.Value,
            appeal.AgentDefault,
            [],
            [.. appeal.Signals.Select(ReviewedSignal.Of)],
            StandingFigures.Of(appeal.Standing),
            [],
            null,
            appeal.Text
        );
}

/// <param name="Figure">The figure when the review was opened: percent for a rate, else a count.</param>
/// <param name="Text">The signal as a sentence.</param>
/// <param name="Dismissed">The person who has dismissed it since; null: it was not dismissed.</param>
internal sealed record ReviewedSignal(
    [property: OneOf(typeof(SignalKinds))] string Kind,
    int Figure,
    LocalText Text,
    DismissalResponse? Dismissed
)
{
    public static ReviewedSignal Of(Signal signal) => new(signal.Kind, signal.Figure, signal.Text, null);
}

/// <param name="Refunded">The refunded amount, in minor units of the currency.</param>
internal sealed record RecentReturn(
    Guid Id,
    string OrderNumber,
    [property: OneOf(typeof(ReturnStatuses))] string Status,
    DateTimeOffset RequestedAt,
    long Refunded,
    string Currency
);

/// <summary>A request as an agent at the review desk sees it.</summary>
/// <param name="Etag">For <c>If-Match</c>.</param>
/// <param name="Refund">The refund if everything is accepted, in minor units of the currency.</param>
/// <param name="Question">The last question to the customer; null: none.</param>
/// <param name="Answer">The customer's last answer; null: none.</param>
internal sealed record ReviewedRequest(
    string Etag,
    string OrderNumber,
    string Channel,
    long Refund,
    string Currency,
    IReadOnlyList<ReviewedLine> Lines,
    string? Question,
    string? Answer
)
{
    public static ReviewedRequest Of(Return saga, Review review)
    {
        var gives = saga.Goods.Units.ToLookup(x => (x.Line, x.Reason), x => x.Amounts.Sum);
        return new(
            ETag.Of(saga.Version),
            saga.OrderNumber,
            saga.Channel,
            saga.Goods.Units.Sum(x => x.Amounts.Sum),
            saga.Currency,
            [.. saga.Goods.Lines.Select(x => ReviewedLine.Of(saga, x, gives[(x.Key, x.Reason)].Sum()))],
            review.Question,
            review.Answer
        );
    }
}

/// <param name="Refund">The refund if the line is accepted, in minor units.</param>
internal sealed record ReviewedLine(
    string LineId,
    string Sku,
    string? Description,
    int Quantity,
    string Reason,
    string Resolution,
    string? Comment,
    long Refund,
    IReadOnlyList<EvidencePhoto> Photos,
    string OrderNumber
)
{
    public static ReviewedLine Of(Return saga, ReturnLine line, long refund) =>
        new(
            line.LineId,
            line.Sku,
            line.Description,
            line.Quantity,
            line.Reason,
            line.Resolution,
            line.Comment,
            refund,
            line.Photos ?? [],
            line.OrderNumber ?? saga.OrderNumber
        );
}
