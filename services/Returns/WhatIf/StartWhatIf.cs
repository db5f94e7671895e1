using System.Text.Json;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.WhatIf;

/// <summary><c>POST /v1/policy/what-if</c>: tries a draft policy on past decisions.</summary>
internal static class StartWhatIf
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/policy/what-if", HandleAsync)
            .RequireRoles(Roles.Admin, Roles.Settings)
            .Writes<ReturnsDb>()
            .WithSummary("Try a draft policy on past requests")
            .WithDescription(
                "Answers at once with the address of the progress. The draft is not saved as a policy, and no decision is changed. A storefront can run one what-if at a time."
            )
            .Produces<WhatIfResponse>(StatusCodes.Status202Accepted)
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "already_running")
            .Problems(StatusCodes.Status400BadRequest, "invalid_policy");

    private static async Task<IResult> HandleAsync(
        WhatIfRequest body,
        Caller caller,
        ReturnsDb db,
        DatabaseClock<ReturnsDb> clock,
        CancellationToken cancellation,
        string? storefrontId = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var checks = body.Draft.Check();
        checks.OptionalIdentifier(body.Company, "company", PolicyVersion.MaxCompany);
        checks.That(body.Days is null or (>= 1 and <= 3650), "days", "must be from 1 to 3650");
        checks.That(
            body.Most is >= 1 and <= WhatIfRequest.MaxDecisions,
            "most",
            $"must be from 1 to {WhatIfRequest.MaxDecisions}"
        );
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        if (body.Draft.Read(out var document) is { } invalid)
        {
            return invalid;
        }
        var running = await db
            .WhatIfJobs.AsNoTracking()
            .FirstOrDefaultAsync(x => x.StorefrontId == storefront && x.DueAt != null, cancellation);
        if (running is not null)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "already_running",
                $"The what-if {running.Id} is running: wait until it is done, or cancel it."
            );
        }
        var now = clock.UtcNow;
        var job = new WhatIfJob
        {
            Id = Guid.CreateVersion7(now),
            StorefrontId = storefront,
            Company = body.Company ?? "",
            Document = JsonSerializer.Serialize(document, PolicyJson.Options),
            From = body.Days is { } days ? now.AddDays(-days) : null,
            Most = body.Most,
            Status = WhatIfStatuses.Running,
            DueAt = now,
            AskedAt = now,
            AskedBy = caller.PersonId,
            AskedByName = caller.PersonName,
        };
        db.WhatIfJobs.Add(job);
        return TypedResults.Accepted($"/v1/policy/what-if/{job.Id}", WhatIfResponse.Of(job));
    }
}

/// <summary>A draft, and the past decisions that it is tried on.</summary>
/// <param name="Document">The document, described by /schemas/policy.json.</param>
/// <param name="Company">The company whose decisions are tried; default: those of the storefront's own policy.</param>
/// <param name="Days">Only decisions of this many last days; default: all stored decisions.</param>
/// <param name="Most">The maximum number of decisions, the latest ones.</param>
internal sealed record WhatIfRequest(
    JsonElement? Document = null,
    [property: OneOf(Presets.Fashion, Presets.FashionEu)] string? Preset = null,
    string? Company = null,
    int? Days = null,
    int Most = 100_000
)
{
    public const int MaxDecisions = 1_000_000;

    internal PolicyDraft Draft => new(Document, Preset);
}

/// <param name="Total">How many decisions there are to try; null: not counted yet.</param>
/// <param name="Done">The number of decisions tried so far.</param>
/// <param name="Result">The result; null: the what-if is not done.</param>
internal sealed record WhatIfResponse(
    Guid Id,
    [property: OneOf(typeof(WhatIfStatuses))] string Status,
    DateTimeOffset AskedAt,
    string AskedBy,
    string AskedByName,
    int? Total,
    int Done,
    WhatIfResult? Result
)
{
    public static WhatIfResponse Of(WhatIfJob job) =>
        new(job.Id, job.Status, job.AskedAt, job.AskedBy, job.AskedByName, job.Total, job.Done, job.Result);
}
