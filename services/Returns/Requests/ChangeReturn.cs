using System.ComponentModel.DataAnnotations;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>PATCH /v1/returns/{id}</c>: withdraws lines of a return, or lowers their quantities, before anything has arrived.</summary>
internal static class ChangeReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPatch("/v1/returns/{id:guid}", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent)
            .Writes<ReturnsDb>()
            .HonoursIfMatch()
            .WithSummary("Withdraw lines of a return or lower their quantities, before anything has arrived")
            .WithDescription("Lines that are not named stay as they are. To withdraw all of them, cancel the return.")
            .Produces<ReturnResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "not_possible");

    private static async Task<IResult> HandleAsync(
        Guid id,
        ChangeReturnRequest request,
        InstructionHandler handler,
        CancellationToken cancellation
    )
    {
        var checks = request.Check();
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        List<ReducedLine> lines =
        [
            .. request.Lines.Select(x => new ReducedLine(x.LineId, x.Reason, x.Quantity, x.OrderNumber)),
        ];
        return await handler.HandleAsync(
            id,
            new LineReduction(handler.By, lines),
            found => CheckAgainst(found, lines),
            cancellation
        );
    }

    private static ProblemHttpResult? CheckAgainst(Return found, List<ReducedLine> reduced)
    {
        var checks = new Checks();
        var left = found.Goods.Lines.ToDictionary(x => (x.Key, x.Reason), x => x.Quantity);
        // The return's own order may be named or omitted.
        HashSet<(LineKey, string)> seen = [];
        for (var i = 0; i < reduced.Count; i++)
        {
            var (line, at) = (reduced[i], $"lines[{i}]");
            var key = (found.KeyOf(line.LineId, line.OrderNumber), line.Reason);
            checks.That(seen.Add(key), at, "repeats a line with the same reason");
            if (
                !checks.That(
                    left.TryGetValue(key, out var quantity),
                    at,
                    "must be a line of the return, with the reason that it was requested for"
                )
            )
            {
                continue;
            }
            checks.That(
                line.Quantity <= quantity,
                $"{at}.quantity",
                $"must be at most {quantity}, the line's quantity: request more in another return"
            );
            left[key] = line.Quantity;
        }
        if (!checks.Failed)
        {
            checks.That(left.Values.Sum() > 0, "lines", "must leave at least one unit: cancel the return instead");
        }
        return checks.Failed ? checks.ToProblem() : null;
    }
}

/// <param name="Lines">1 to 2,000 lines.</param>
internal sealed record ChangeReturnRequest(
    [property: MaxLength(ReturnRequest.MaxLines)] IReadOnlyList<ChangedReturnLine> Lines
)
{
    public Checks Check()
    {
        var checks = new Checks();
        if (!checks.List(Lines, "lines", ReturnRequest.MaxLines, min: 1))
        {
            return checks;
        }
        for (var i = 0; i < Lines.Count; i++)
        {
            var (line, at) = (Lines[i], $"lines[{i}]");
            checks.OptionalIdentifier(line.OrderNumber, $"{at}.orderNumber", 100);
            checks.Identifier(line.LineId, $"{at}.lineId", 100);
            checks.Identifier(line.Reason, $"{at}.reason", 50);
            checks.That(line.Quantity >= 0, $"{at}.quantity", "must be 0 or more");
        }
        return checks;
    }
}

/// <param name="Reason">The reason that the line was requested for, because a line may have several.</param>
/// <param name="Quantity">The number of units that will still come back; 0 withdraws the line.</param>
/// <param name="OrderNumber">The order of the line; default: the return's own order.</param>
internal sealed record ChangedReturnLine(string LineId, string Reason, int Quantity, string? OrderNumber = null);
