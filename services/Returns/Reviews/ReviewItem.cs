using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Reviews;

/// <summary>Something that waits for an agent's decision, with all that they should know.</summary>
/// <param name="Id">Of a request the return's id, of an appeal its own.</param>
/// <param name="Customer">The storefront's own reference of the customer; null: the order names none.</param>
/// <param name="OpenedAt">UTC.</param>
/// <param name="WaitsFor">The agent, or the customer who was asked for evidence.</param>
/// <param name="DueAt">Until when, UTC.</param>
/// <param name="Default">What becomes of it when no agent decides by then.</param>
/// <param name="Rules">The policy rules by which it waits, for people.</param>
/// <param name="Standing">The customer's figures when it was opened; null: the policy does not look at them.</param>
/// <param name="Recent">The customer's last returns, the latest first, as they are now.</param>
/// <param name="Request">What is requested; null: an appeal.</param>
/// <param name="Text">What the customer says in an appeal.</param>
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

/// <param name="Figure">What was counted when it was opened: percent of a rate, else a number.</param>
/// <param name="Text">The reason.</param>
/// <param name="Dismissed">By whom it was dismissed since; null: it was not.</param>
internal sealed record ReviewedSignal(
    [property: OneOf(typeof(SignalKinds))] string Kind,
    int Figure,
    LocalText Text,
    DismissalResponse? Dismissed
)
{
    public static ReviewedSignal Of(Signal signal) => new(signal.Kind, signal.Figure, signal.Text, null);
}

/// <param name="Refunded">Of the currency, in minor units.</param>
internal sealed record RecentReturn(
    Guid Id,
    string OrderNumber,
    [property: OneOf(typeof(ReturnStatuses))] string Status,
    DateTimeOffset RequestedAt,
    long Refunded,
    string Currency
);

/// <summary>A request as an agent sees it who decides on it.</summary>
/// <param name="Etag">For <c>If-Match</c>.</param>
/// <param name="Refund">What it gives when everything is accepted, in minor units of the currency.</param>
/// <param name="Question">What the customer was asked for last.</param>
/// <param name="Answer">What they have answered last.</param>
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

/// <param name="Refund">What it gives when it is accepted, in minor units.</param>
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
