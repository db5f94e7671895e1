using System.ComponentModel.DataAnnotations;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>POST /v1/returns/{id}/evidence</c>: adds photos and a text of the customer to a request under review.</summary>
internal static class AddEvidence
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns/{id:guid}/evidence", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent)
            .Writes<ReturnsDb>()
            .HonoursIfMatch()
            .WithSummary("Add photos or an answer to a request that is under review")
            .WithDescription("If an agent has asked for evidence, the request goes back to the agents.")
            .Produces<ReturnResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "not_possible");

    private static async Task<IResult> HandleAsync(
        Guid id,
        AddEvidenceRequest request,
        InstructionHandler handler,
        ReturnsDb db,
        DatabaseClock<ReturnsDb> clock,
        CancellationToken cancellation
    )
    {
        var checks = request.Check();
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var lines = request.Lines ?? [];
        var answer = await handler.HandleAsync(
            id,
            new EvidenceAddition(
                handler.By,
                [.. lines.Select(x => new LineEvidence(x.LineId, x.Reason, x.Photos, x.OrderNumber))],
                request.Text
            ),
            found => CheckAgainst(found, lines),
            cancellation
        );
        if (answer is Ok<ReturnResponse> && lines.Count > 0)
        {
            await KeepPhotosAsync(db, id, clock.UtcNow, cancellation);
        }
        return answer;
    }

    private static ProblemHttpResult? CheckAgainst(Return found, IReadOnlyList<EvidenceOnLine> added)
    {
        var checks = new Checks();
        var total = found.Goods.Lines.Sum(x => x.Photos?.Count ?? 0) + added.Sum(x => x.Photos.Count);
        checks.That(
            total <= EvidencePhoto.MaxOnReturn,
            "lines",
            $"must leave the return with at most {EvidencePhoto.MaxOnReturn} photos"
        );
        // The return's own order and a line's only reason may be named or omitted.
        HashSet<(LineKey, string)> seen = [];
        for (var i = 0; i < added.Count; i++)
        {
            var (line, at) = (added[i], $"lines[{i}]");
            var key = found.KeyOf(line.LineId, line.OrderNumber);
            var named = found
                .Goods.Lines.Where(x => x.Key == key && (line.Reason is null || x.Reason == line.Reason))
                .ToList();
            if (!checks.That(named.Count > 0, at, "must be a line of the return"))
            {
                continue;
            }
            if (
                checks.That(
                    named.Count == 1,
                    $"{at}.reason",
                    "must be given, because the line was requested for several reasons"
                )
            )
            {
                checks.That(seen.Add((key, named[0].Reason)), at, "repeats a line: name all of its photos together");
                List<EvidencePhoto> photos = [.. named[0].Photos ?? [], .. line.Photos];
                EvidencePhoto.Check(photos, checks, $"{at}.photos");
            }
        }
        return checks.Failed ? checks.ToProblem() : null;
    }

    private static async Task KeepPhotosAsync(ReturnsDb db, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        var found = (await db.Returns.FindAsync([id], cancellation))!;
        var photos = found.Goods.PhotoIds;
        if (await db.Set<PhotosToKeep>().FindAsync([id], cancellation) is { } kept)
        {
            (kept.PhotoIds, kept.DueAt) = (photos, now);
            return;
        }
        db.Add(
            new PhotosToKeep
            {
                Id = id,
                StorefrontId = found.StorefrontId,
                PhotoIds = photos,
                DueAt = now,
            }
        );
    }
}

/// <param name="Lines">The lines that get photos.</param>
/// <param name="Text">The customer's text, at most 2,000 characters.</param>
internal sealed record AddEvidenceRequest(
    [property: MaxLength(AddEvidenceRequest.MaxLines)] IReadOnlyList<EvidenceOnLine>? Lines = null,
    string? Text = null
)
{
    public const int MaxLines = EvidencePhoto.MaxOnReturn;

    public Checks Check()
    {
        var checks = new Checks();
        checks.OptionalLines(Text, "text", CustomerText.MaxLength);
        checks.That(
            Lines is { Count: > 0 } || !string.IsNullOrWhiteSpace(Text),
            "lines",
            "must have photos, or text must not be empty"
        );
        if (Lines is null || !checks.List(Lines, "lines", MaxLines))
        {
            return checks;
        }
        for (var i = 0; i < Lines.Count; i++)
        {
            var (line, at) = (Lines[i], $"lines[{i}]");
            checks.OptionalIdentifier(line.OrderNumber, $"{at}.orderNumber", 100);
            checks.Identifier(line.LineId, $"{at}.lineId", 100);
            checks.OptionalIdentifier(line.Reason, $"{at}.reason", 50);
            if (checks.List(line.Photos, $"{at}.photos", EvidencePhoto.MaxOnLine, min: 1))
            {
                EvidencePhoto.Check(line.Photos, checks, $"{at}.photos");
            }
        }
        return checks;
    }
}

/// <param name="Reason">The reason that the line was requested for; required if there are several.</param>
/// <param name="Photos">The photos, each already uploaded; 1 to 10 together with the line's earlier ones.</param>
/// <param name="OrderNumber">The order of the line; default: the return's own order.</param>
internal sealed record EvidenceOnLine(
    string LineId,
    [property: MaxLength(EvidencePhoto.MaxOnLine)] IReadOnlyList<EvidencePhoto> Photos,
    string? Reason = null,
    string? OrderNumber = null
);
