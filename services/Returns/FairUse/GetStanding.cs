using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary><c>GET /v1/customers/{reference}/standing</c>: a customer's standing and its effect on their next request.</summary>
internal static class GetStanding
{
    private const int MaxDismissals = 50;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/customers/{reference}/standing", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent)
            .WithSummary("Get a customer's standing, its effect on their next request, and how to appeal")
            .Produces<StandingResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        string reference,
        Caller caller,
        ReturnsDb db,
        CustomerPast past,
        TimeProvider time,
        CancellationToken cancellation,
        string? storefrontId = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var now = time.GetUtcNow();
        if (await past.PolicyOfAsync(storefront, reference, now, cancellation) is not var (policy, _))
        {
            return Problem.NotFound("customer");
        }
        var standing = await CustomerStanding.OfAsync(db, storefront, reference, policy.Standing, now, cancellation);
        var signals = await past.SignalsOfAsync(storefront, reference, standing, policy.Standing.Signals, cancellation);
        var dismissals = await db
            .SignalDismissals.AsNoTracking()
            .Where(x => x.StorefrontId == storefront && x.Customer == reference)
            .OrderByDescending(x => x.Id)
            .Take(MaxDismissals)
            .ToListAsync(cancellation);
        var appeal = await db
            .Appeals.AsNoTracking()
            .Where(x => x.StorefrontId == storefront && x.Customer == reference)
            .OrderByDescending(x => x.Id)
            .FirstOrDefaultAsync(cancellation);
        return TypedResults.Ok(
            new StandingResponse(
                reference,
                policy.Standing.Over.BeginOf(now),
                StandingFigures.Of(standing),
                StandingOutlook.Of(standing, policy),
                signals,
                dismissals.ConvertAll(DismissalResponse.Of),
                policy.Standing.Appeal,
                appeal is null ? null : AppealResponse.Of(appeal)
            )
        );
    }
}

/// <param name="Since">Orders since then count, UTC.</param>
/// <param name="Next">The effect on the next request.</param>
/// <param name="Signals">The signals that an agent is shown.</param>
/// <param name="Dismissals">The last signals that a person dismissed, the latest first: earlier orders and returns no longer count for them.</param>
/// <param name="HowToAppeal">How to appeal, for the customer.</param>
/// <param name="Appeal">The last appeal; null: there was none.</param>
internal sealed record StandingResponse(
    string Customer,
    DateTimeOffset Since,
    StandingFigures Figures,
    StandingOutlook Next,
    IReadOnlyList<Signal> Signals,
    IReadOnlyList<DismissalResponse> Dismissals,
    LocalText HowToAppeal,
    AppealResponse? Appeal
);

/// <summary>A customer's orders and returns in the period that counts.</summary>
/// <param name="Pieces">The number of pieces bought.</param>
/// <param name="ReturnedPieces">The number of pieces sent back or still expected, without those that were withdrawn, cancelled or never came.</param>
/// <param name="ReturnRate">The returned pieces in percent of the pieces bought, rounded down.</param>
/// <param name="Mismatches">Returned pieces that did not match the request.</param>
/// <param name="Worn">Returned pieces that were worn although the policy required otherwise.</param>
internal sealed record StandingFigures(
    int Orders,
    int Pieces,
    int Returns,
    int ReturnedPieces,
    int ReturnRate,
    int Mismatches,
    int Worn
)
{
    public static StandingFigures Of(Standing? standing) =>
        standing is null
            ? new(0, 0, 0, 0, 0, 0, 0)
            : new(
                standing.Orders,
                standing.Pieces,
                standing.Returns,
                standing.ReturnedPieces,
                standing.ReturnRate,
                standing.Mismatches,
                standing.Worn
            );
}

/// <param name="Figure">The figure that was dismissed: percent for a rate, else a count.</param>
/// <param name="Note">The reason.</param>
/// <param name="By">The id of the person who dismissed it.</param>
internal sealed record DismissalResponse(
    [property: OneOf(typeof(SignalKinds))] string Signal,
    int Figure,
    string Note,
    DateTimeOffset At,
    string By,
    string ByName
)
{
    public static DismissalResponse Of(SignalDismissal x) => new(x.Signal, x.Figure, x.Note, x.At, x.By, x.ByName);
}

/// <param name="Text">The customer's text; null: none.</param>
/// <param name="DueAt">By when it must be answered, UTC; null: it is answered.</param>
/// <param name="AnsweredBy">The id of the person; <c>policy</c>: nobody answered in time.</param>
/// <param name="Answer">The answer for the customer; null: no agent has answered.</param>
/// <param name="Granted">True when the customer's figures were reset; null: not answered yet.</param>
/// <param name="Told">The outcome of the message with the answer; null: not answered, or not sent yet.</param>
internal sealed record AppealResponse(
    Guid Id,
    DateTimeOffset At,
    string? Text,
    DateTimeOffset? DueAt,
    DateTimeOffset? AnsweredAt,
    string? AnsweredBy,
    string? AnsweredByName,
    string? Answer,
    bool? Granted,
    [property: OneOf("sent", "no_address", "undeliverable")] string? Told
)
{
    public static AppealResponse Of(Appeal x) =>
        new(
            x.Id,
            x.At,
            x.Text,
            x.AnswerBy,
            x.AnsweredAt,
            x.AnsweredBy,
            x.AnsweredByName,
            x.Answer,
            x.AnsweredAt is null ? null : x.Granted,
            x.Told
        );
}
