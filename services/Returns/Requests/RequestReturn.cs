using System.Collections.Frozen;
using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Returns.Money;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>POST /v1/returns</c>: a customer asks to send something back.</summary>
internal static class RequestReturn
{
    private const int MaxLines = 2_000;
    private const int MaxUnits = 5_000;

    private static readonly FrozenSet<string> Channels = FrozenSet.ToFrozenSet(
        ["web", "app", "phone", "chat", "email", "shop"],
        StringComparer.Ordinal
    );
    private static readonly FrozenSet<string> KnownResolutions = FrozenSet.ToFrozenSet(
        [Resolutions.Refund, Resolutions.StoreCredit, Resolutions.Exchange, Resolutions.Repair],
        StringComparer.Ordinal
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns", HandleAsync)
            .RequireRoles(Roles.Storefront)
            .Writes<ReturnsDb>(keyRequired: true)
            .WithTags("Returns")
            .WithSummary("Ask to send something back")
            .Produces<ReturnResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> HandleAsync(
        ReturnRequest request,
        Caller caller,
        ReturnsDb db,
        Outbox<ReturnsDb> outbox,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var checks = Check(request);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        if (request.Lines.FirstOrDefault(x => x.Resolution != Resolutions.Refund) is { } other)
        {
            return Unprocessable(
                "resolution_not_available",
                $"The resolution '{other.Resolution}' is not on offer yet; 'refund' is."
            );
        }
        var order = await db.Orders.FirstOrDefaultAsync(
            x => x.StorefrontId == caller.StorefrontId && x.Number == request.OrderNumber,
            cancellation
        );
        if (order is null)
        {
            return Unprocessable(
                "unknown_order",
                $"There is no order '{request.OrderNumber}': PUT it to /v1/orders first."
            );
        }
        var taken = await db
            .ReturnUnits.Where(x => x.OrderId == order.Id && !x.Released)
            .Select(x => new { x.LineId, x.Ordinal })
            .ToListAsync(cancellation);
        var claim = new Claim(order, taken.Select(x => (x.LineId, x.Ordinal)), clock.GetUtcNow());
        var refused = request.Lines.Select((line, i) => claim.Add(line, i)).Count(approved => !approved);
        if (refused > 0)
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity,
                "not_eligible",
                string.Join("; ", claim.Errors.Select(x => $"{x.Key} {x.Value[0]}")),
                claim.Errors
            );
        }
        var made = claim.ToReturn(request.Channel);
        ReturnTrace.Tag(made.CorrelationId);
        order.Claims += made.Units.Count;
        db.Returns.Add(made);
        await outbox.PublishAsync(
            new ReturnRequested(made.CorrelationId, made.StorefrontId, made.OrderNumber, made.RequestedAt),
            cancellation
        );
        return TypedResults.Created($"/v1/returns/{made.CorrelationId}", ReturnResponse.Of(made));
    }

    private static Checks Check(ReturnRequest request)
    {
        var checks = new Checks();
        checks.Text(request.OrderNumber, "orderNumber", 100);
        checks.That(
            Channels.Contains(request.Channel),
            "channel",
            $"must be one of {string.Join(", ", Channels.Order())}"
        );
        checks.That(request.Lines.Count is >= 1 and <= MaxLines, "lines", $"must be 1 to {MaxLines} lines");
        checks.That(
            request.Lines.Sum(x => (long)(x?.Quantity ?? 0)) <= MaxUnits,
            "lines",
            $"must be {MaxUnits} units at most: ask for the rest in another return"
        );
        HashSet<(string, string)> asked = [];
        for (var i = 0; i < request.Lines.Count; i++)
        {
            var (line, at) = (request.Lines[i], $"lines[{i}]");
            if (line is null)
            {
                checks.That(false, at, "must not be null");
                continue;
            }
            checks.That(
                asked.Add((line.LineId, line.Reason)),
                at,
                "repeats a line with the same reason: add the quantities"
            );
            checks.Text(line.LineId, $"{at}.lineId", 100);
            checks.That(line.Quantity >= 1, $"{at}.quantity", "must be 1 or more");
            checks.That(
                DefaultPolicy.Knows(line.Reason),
                $"{at}.reason",
                $"must be one of {string.Join(", ", DefaultPolicy.AllReasons)}"
            );
            checks.That(
                KnownResolutions.Contains(line.Resolution),
                $"{at}.resolution",
                $"must be one of {string.Join(", ", KnownResolutions.Order())}"
            );
            checks.OptionalLines(line.Comment, $"{at}.comment", 2000);
        }
        return checks;
    }

    private static ProblemHttpResult Unprocessable(string word, string detail) =>
        Problem.Of(StatusCodes.Status422UnprocessableEntity, word, detail);
}

internal sealed record ReturnRequest(string OrderNumber, string Channel, IReadOnlyList<ReturnLineRequest> Lines);

internal sealed record ReturnLineRequest(
    string LineId,
    int Quantity,
    string Reason,
    string Resolution,
    string? Comment = null
);
