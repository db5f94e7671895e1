using System.ComponentModel.DataAnnotations;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Bulk;

/// <summary><c>POST /v1/returns/bulk</c>: requests many lines of many orders at once, for example all uniforms of a company.</summary>
internal static class RequestBulk
{
    /// <summary>The maximum number of running bulk requests of one storefront.</summary>
    public const int MaxRunning = 10;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns/bulk", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent)
            .Writes<ReturnsDb>(keyRequired: true)
            .WithSummary("Request returns of many lines, also of several orders")
            .WithDescription(
                "Answers at once with the address of the progress. Each customer's lines are decided together; those that the policy refuses are "
                    + "refused singly, with the rule, and the others become one return of at most 20 orders. A line may name who wore it (`wearer`, the "
                    + "company's own reference), which its return shows. Staff of several storefronts name one by storefrontId."
            )
            .Produces<BulkResponse>(StatusCodes.Status202Accepted)
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status429TooManyRequests, "too_many_running");

    private static async Task<IResult> HandleAsync(
        BulkRequest request,
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
        if (request.Check() is { Failed: true } checks)
        {
            return checks.ToProblem();
        }
        var taken = await db
            .BulkJobs.Where(x => x.StorefrontId == storefront && x.DueAt != null)
            .Select(x => x.Place)
            .ToListAsync(cancellation);
        if (taken.Count >= MaxRunning)
        {
            return Problem.Of(
                StatusCodes.Status429TooManyRequests,
                "too_many_running",
                $"{taken.Count} bulk requests of this storefront are still running. Nothing was requested: repeat this one when one of them is done."
            );
        }
        List<int> free = [.. Enumerable.Range(0, MaxRunning).Except(taken)];
        var now = clock.UtcNow;
        var id = Guid.CreateVersion7(now);
        var job = new BulkJob
        {
            Id = id,
            StorefrontId = storefront,
            Channel = request.Channel,
            Status = BulkStatuses.Running,
            DueAt = now,
            // If two requests choose the same slot, the database refuses one, which tries again; a random slot makes this rare.
            Place = free[Random.Shared.Next(free.Count)],
            RequestedAt = now,
            RequestedBy = caller.PersonId,
            RequestedByName = caller.PersonName,
            Total = request.Lines.Count,
            Lines = [.. request.Lines.Select((x, i) => x.ToLine(id, i, storefront))],
        };
        db.BulkJobs.Add(job);
        return TypedResults.Accepted($"/v1/returns/bulk/{id}", BulkResponse.Of(job));
    }
}

/// <summary>Lines to send back, of any orders of the storefront.</summary>
/// <param name="Lines">1 to 2,000 lines; together at most 5,000 units of one order.</param>
internal sealed record BulkRequest(
    [property: OneOf(typeof(Channels))] string Channel,
    [property: MaxLength(BulkRequest.MaxLines)] IReadOnlyList<BulkLineRequest> Lines
)
{
    public const int MaxLines = 2_000;
    public const int MaxWearer = 100;

    /// <summary>Checks everything that does not depend on the orders.</summary>
    public Checks Check()
    {
        var checks = new Checks();
        checks.OneOf(Channel, typeof(Channels), "channel");
        if (!checks.List(Lines, "lines", MaxLines, min: 1))
        {
            return checks;
        }
        HashSet<(string, string, string, string?)> seen = [];
        Dictionary<(string, string, string), string> resolutions = [];
        Dictionary<string, long> units = new(StringComparer.Ordinal);
        for (var i = 0; i < Lines.Count; i++)
        {
            var (line, at) = (Lines[i], $"lines[{i}]");
            line.Check(checks, at);
            var (order, lineId, reason) = (line.OrderNumber, line.LineId, line.Reason);
            checks.That(
                seen.Add((order, lineId, reason, line.Wearer)),
                at,
                "repeats a line with the same reason and wearer: add the quantities"
            );
            var isFirst = resolutions.TryAdd((order, lineId, reason), line.Resolution);
            checks.That(
                isFirst || resolutions[(order, lineId, reason)] == line.Resolution,
                $"{at}.resolution",
                "must be the same for all pieces of an order line with the same reason: request the others separately"
            );
            units[order] = units.GetValueOrDefault(order) + Math.Max(0, line.Quantity);
            checks.That(
                units[order] <= ReturnRequest.MaxUnits,
                $"{at}.quantity",
                $"must be at most {ReturnRequest.MaxUnits} units of one order: request the rest separately"
            );
        }
        return checks;
    }
}

/// <param name="Wearer">The company's own reference of the person who wore it, for example a staff number.</param>
internal sealed record BulkLineRequest(
    string OrderNumber,
    string LineId,
    int Quantity,
    string Reason,
    [property: OneOf(typeof(Resolutions))] string Resolution,
    string? Wearer = null,
    string? Comment = null
)
{
    internal void Check(Checks checks, string at)
    {
        checks.Identifier(OrderNumber, $"{at}.orderNumber", 100);
        checks.Identifier(LineId, $"{at}.lineId", 100);
        checks.That(Quantity >= 1, $"{at}.quantity", "must be 1 or more");
        checks.Identifier(Reason, $"{at}.reason", 50);
        checks.OneOf(Resolution, typeof(Resolutions), $"{at}.resolution");
        checks.OptionalIdentifier(Wearer, $"{at}.wearer", BulkRequest.MaxWearer);
        checks.OptionalLines(Comment, $"{at}.comment", 2000);
    }

    internal BulkLine ToLine(Guid jobId, int position, string storefront) =>
        new()
        {
            JobId = jobId,
            Position = position,
            StorefrontId = storefront,
            OrderNumber = OrderNumber,
            LineId = LineId,
            Quantity = Quantity,
            Reason = Reason,
            Resolution = Resolution,
            Wearer = Wearer,
            Comment = Comment,
        };
}

/// <param name="Total">The number of requested lines.</param>
/// <param name="Accepted">The number of lines that are in a return so far.</param>
/// <param name="Refused">The number of lines refused so far.</param>
internal sealed record BulkResponse(
    Guid Id,
    [property: OneOf(typeof(BulkStatuses))] string Status,
    [property: OneOf(typeof(Channels))] string Channel,
    DateTimeOffset RequestedAt,
    string RequestedBy,
    string RequestedByName,
    int Total,
    int Accepted,
    int Refused
)
{
    public static BulkResponse Of(BulkJob job) =>
        new(
            job.Id,
            job.Status,
            job.Channel,
            job.RequestedAt,
            job.RequestedBy,
            job.RequestedByName,
            job.Total,
            job.Accepted,
            job.Refused
        );
}
