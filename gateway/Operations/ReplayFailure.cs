using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Operations;
using Microsoft.AspNetCore.Mvc;

namespace AfterSalesMesh.Gateway.Operations;

/// <summary><c>POST /v1/ops/failures/{id}/replay</c>: sends one failed message again; its id begins with the service's name.</summary>
internal static class ReplayFailure
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/ops/failures/{id}/replay", HandleAsync)
            .RequireRoles(Roles.Admin)
            .WithSummary("Send a failed message again; repeated calls send it once")
            .Produces<FailureItem>()
            .Problems(StatusCodes.Status409Conflict, "request_in_progress")
            .Problems(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused")
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        string id,
        HttpContext context,
        ServiceCalls calls,
        CancellationToken cancellation,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey = null
    )
    {
        if (
            id.Split('-', 2) is not [var service, var failure]
            || !calls.All.Contains(service)
            || !Guid.TryParse(failure, out var failureId)
        )
        {
            return Problem.NotFound("failure");
        }
        using var answer = await calls.SendAsync(
            service,
            HttpMethod.Post,
            $"/v1/ops/failures/{service}-{failureId}/replay",
            Caller.From(context.User),
            cancellation,
            idempotencyKey: idempotencyKey
        );
        if (answer is not null)
        {
            return await ServiceCalls.PassOnAsync(answer, cancellation);
        }
        context.Response.Headers.RetryAfter = "2";
        return Problem.Of(
            StatusCodes.Status503ServiceUnavailable,
            "upstream_unavailable",
            $"The service '{service}' does not answer. Retry in a few seconds: the message is sent only once."
        );
    }
}
