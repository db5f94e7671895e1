using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>A person's decision about a refund, with its reason.</summary>
internal sealed class RefundReview : IAppendOnly, IStorefrontOwned
{
    public const string Approved = "approved";
    public const string Refused = "refused";
    public const string PaidAgain = "paid_again";
    public const int MaxNote = 500;

    /// <summary>How often a refund may be paid again. Each time adds a part for each of its payments.</summary>
    public const int MaxPaidAgain = 50;

    /// <summary>Time-ordered.</summary>
    public Guid Id { get; init; }

    public Guid RefundId { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary><see cref="Approved"/>, <see cref="Refused"/> or <see cref="PaidAgain"/>.</summary>
    public required string What { get; init; }

    /// <summary>The id of the person, and their name.</summary>
    public required string By { get; init; }
    public required string ByName { get; init; }

    public DateTimeOffset At { get; init; }

    public string? Note { get; init; }
}

/// <param name="What"><c>approved</c>, <c>refused</c> or <c>paid_again</c>.</param>
/// <param name="By">The id of the person.</param>
/// <param name="ByName">The name of the person.</param>
/// <param name="At">UTC.</param>
/// <param name="Note">The reason.</param>
internal sealed record ReviewItem(string What, string By, string ByName, DateTimeOffset At, string? Note);

/// <summary>Common parts of the routes for people's decisions.</summary>
internal static class ReviewRoutes
{
    public static RouteHandlerBuilder MapReview(this IEndpointRouteBuilder routes, string action, Delegate handler) =>
        routes
            .MapPost($"/v1/refunds/{{id:guid}}/{action}", handler)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>(keyRequired: true)
            .HonoursIfMatch()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    /// <summary>Loads the refund that a person decides about.</summary>
    /// <returns>The refund, or the problem with the request.</returns>
    public static async Task<(Refund? Refund, ProblemHttpResult? Problem)> ForReviewAsync(
        this RefundDb db,
        Guid id,
        HttpRequest request,
        CancellationToken cancellation
    )
    {
        var refund = await db
            .Refunds.Include(x => x.Parts)
            .Include(x => x.Reviews.OrderBy(y => y.Id))
            .AsSplitQuery()
            .FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (refund is null)
        {
            return (null, Problem.NotFound("refund"));
        }
        ReturnTrace.TagRow(refund);
        return ETag.Mismatch(request, refund.Version) is { } changed ? (null, changed) : (refund, null);
    }

    /// <summary>The four-eyes check: a problem if the caller decided the refund, else null.</summary>
    public static ProblemHttpResult? DecidedByCaller(this Refund refund, Caller caller) =>
        refund.DecidedBy == caller.PersonId
            ? Problem.Of(
                StatusCodes.Status403Forbidden,
                "decided_by_you",
                "You decided that this refund is owed: another person must approve it."
            )
            : null;

    public static ProblemHttpResult NotWaiting(this Refund refund) =>
        Problem.Of(
            StatusCodes.Status409Conflict,
            "not_waiting",
            $"This refund is not awaiting approval; its status is {refund.Status}."
        );
}
