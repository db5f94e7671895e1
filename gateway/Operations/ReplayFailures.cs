using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Operations;
using Microsoft.AspNetCore.Mvc;

namespace AfterSalesMesh.Gateway.Operations;

/// <summary><c>POST /v1/ops/failures/replay</c>: sends all matching failed messages again.</summary>
internal static class ReplayFailures
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/ops/failures/replay", HandleAsync)
            .RequireRoles(Roles.Admin)
            .WithSummary("Send all matching failed messages again, of one service or of all")
            .Produces<ReplayAnswer>()
            .Problems(StatusCodes.Status409Conflict, "request_in_progress")
            .Problems(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused");

    private static async Task<IResult> HandleAsync(
        ReplayRequest request,
        HttpContext context,
        ServiceCalls calls,
        CancellationToken cancellation,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey = null
    )
    {
        if (calls.UnknownService(request.Service) is { } unknown)
        {
            return unknown;
        }
        var answers = await calls.AskForFailuresAsync<ReplayAnswer>(
            request.Service,
            HttpMethod.Post,
            "/replay",
            Caller.From(context.User),
            cancellation,
            request,
            idempotencyKey
        );
        return answers.FirstOrDefault(x => x.Refusal is not null)?.Refusal
            ?? TypedResults.Ok(
                new ReplayAnswer(
                    answers.Sum(x => x.Answer?.Replayed ?? 0),
                    answers.Sum(x => x.Answer?.Left ?? 0),
                    [.. answers.Where(x => x.Answer is null).Select(x => x.Service)]
                )
            );
    }
}
