using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>POST /v1/returns</c>: a customer requests to send something back.</summary>
internal static class RequestReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns", HandleAsync)
            .RequireRoles(Roles.Storefront)
            .Writes<ReturnsDb>(keyRequired: true)
            .WithSummary("Request a return")
            .Produces<ReturnResponse>(StatusCodes.Status201Created)
            .Problems(
                StatusCodes.Status422UnprocessableEntity,
                "not_eligible",
                "resolution_not_available",
                "unknown_order"
            );

    private static async Task<IResult> HandleAsync(
        ReturnRequest request,
        Caller caller,
        ReturnsDb db,
        Outbox<ReturnsDb> outbox,
        TimeProvider time,
        DatabaseClock<ReturnsDb> clock,
        CancellationToken cancellation
    )
    {
        var checks = request.Check();
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        if (request.Lines.FirstOrDefault(x => !DefaultPolicy.IsOffered(x.Resolution)) is { } other)
        {
            return Unprocessable(
                "resolution_not_available",
                $"The resolution '{other.Resolution}' is not on offer yet; 'refund' and 'store_credit' are."
            );
        }
        var order = await db
            .Orders.Include(x => x.Contact)
            .FirstOrDefaultAsync(
                x => x.StorefrontId == caller.StorefrontId && x.Number == request.OrderNumber,
                cancellation
            );
        if (order is null)
        {
            return UnknownOrder(request.OrderNumber);
        }
        var draft = await ReturnDraft.StartAsync(order, request.Lines, db, time.GetUtcNow(), cancellation);
        var refused = request
            .Lines.Select((line, i) => (Where: $"lines[{i}]", Line: draft.Add(line)))
            .Where(x => !x.Line.Decision.Approved)
            .ToDictionary(x => x.Where, x => new[] { $"{x.Line.Decision.Rule}: {x.Line.Decision.Refusal}" });
        if (refused.Count > 0)
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity,
                "not_eligible",
                string.Join("; ", refused.Select(x => $"{x.Key} {x.Value[0]}")),
                refused
            );
        }
        var requested = draft.ToReturn(request.Channel);
        ReturnTrace.Tag(requested.CorrelationId);
        order.RequestedUnits += requested.Units.Count;
        db.Returns.Add(requested);
        KeepPhotos(db, requested, clock.UtcNow);
        await outbox.PublishAsync(
            new ReturnRequested(
                requested.CorrelationId,
                requested.StorefrontId,
                requested.OrderNumber,
                requested.RequestedAt
            ),
            cancellation
        );
        return TypedResults.Created($"/v1/returns/{requested.CorrelationId}", ReturnResponse.Of(requested));
    }

    private static void KeepPhotos(ReturnsDb db, Return requested, DateTimeOffset now)
    {
        List<Guid> photos = [.. requested.Lines.SelectMany(x => x.Photos ?? []).Select(x => x.Id).Distinct()];
        if (photos.Count > 0)
        {
            db.Add(
                new PhotosToKeep
                {
                    Id = requested.CorrelationId,
                    StorefrontId = requested.StorefrontId,
                    PhotoIds = photos,
                    DueAt = now,
                }
            );
        }
    }

    internal static ProblemHttpResult UnknownOrder(string number) =>
        Unprocessable("unknown_order", $"There is no order '{number}': PUT it to /v1/orders first.");

    private static ProblemHttpResult Unprocessable(string word, string detail) =>
        Problem.Of(StatusCodes.Status422UnprocessableEntity, word, detail);
}
