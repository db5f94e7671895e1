using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Operations;
using Microsoft.AspNetCore.WebUtilities;

namespace AfterSalesMesh.Gateway.Operations;

/// <summary><c>GET /v1/ops/failures</c>: the failed messages of all services as one list.</summary>
internal static class ListFailures
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/ops/failures", HandleAsync)
            .RequireRoles(Roles.Admin)
            .WithSummary("List failed messages of all services, the latest failure first")
            .Produces<FailurePage>();

    private static async Task<IResult> HandleAsync(
        HttpContext context,
        ServiceCalls calls,
        CancellationToken cancellation,
        string? service = null,
        string? kind = null,
        string? messageType = null,
        string? reason = null,
        Guid? returnId = null,
        string? after = null,
        int limit = Page.DefaultLimit
    )
    {
        if (calls.UnknownService(service) is { } unknown)
        {
            return unknown;
        }
        var query = QueryHelpers.AddQueryString(
            "",
            new Dictionary<string, string?>
            {
                ["limit"] = $"{limit}",
                ["kind"] = kind,
                ["messageType"] = messageType,
                ["reason"] = reason,
                ["returnId"] = returnId?.ToString(),
                ["after"] = after,
                [RequestRules.StorefrontId] = context.Request.Query[RequestRules.StorefrontId],
            }
        );
        var answers = await calls.AskForFailuresAsync<Page<FailureItem>>(
            service,
            HttpMethod.Get,
            query,
            Caller.From(context.User),
            cancellation
        );
        return answers.FirstOrDefault(x => x.Refusal is not null)?.Refusal ?? TypedResults.Ok(Merge(answers, limit));
    }

    // The answers are sorted by service name and each by time: a stable sort by time keeps both orders.
    private static FailurePage Merge(IReadOnlyList<ServiceAnswer<Page<FailureItem>>> answers, int limit)
    {
        var all = answers.SelectMany(x => x.Answer?.Items ?? []).OrderByDescending(x => x.LastAt).ToList();
        var items = all.Take(limit).ToList();
        var more = all.Count > limit || answers.Any(x => x.Answer?.Next is not null);
        return new FailurePage(
            items,
            more ? FailureCursor.Of(items[^1]) : null,
            [.. answers.Where(x => x.Answer is null).Select(x => x.Service)]
        );
    }
}
