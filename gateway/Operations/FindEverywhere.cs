using AfterSalesMesh.ServiceDefaults.Find;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace AfterSalesMesh.Gateway.Operations;

/// <summary><c>GET /v1/find</c>: a prefix search across all services that have numbers or e-mail addresses.</summary>
internal static class FindEverywhere
{
    private const int MinLength = 3;
    private const int MaxLength = 100;
    private static readonly string[] Services = ["returns", "warehouse"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/find", HandleAsync)
            .RequireRoles(Roles.Agent, Roles.Warehouse, Roles.Inspector, Roles.Finance, Roles.Admin)
            .WithSummary(
                "Find whatever has a number or e-mail address that begins with a text (RMA, order, tracking or receipt number)"
            )
            .WithDescription("Returns at most 20 of each kind. Where `more` is true, search for a longer text.")
            .Produces<FoundEverywhere>();

    private static async Task<IResult> HandleAsync(
        string q,
        HttpContext context,
        ServiceCalls calls,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        checks.Identifier(q, "q", MaxLength);
        checks.That(q.Length >= MinLength, "q", $"must be a text of at least {MinLength} characters");
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var query = new Dictionary<string, string?>
        {
            ["q"] = q,
            [RequestRules.StorefrontId] = context.Request.Query[RequestRules.StorefrontId],
        };
        var answers = await calls.AskAsync<FoundList>(
            Services,
            HttpMethod.Get,
            service =>
                QueryHelpers.AddQueryString($"/v1/find/{service}", query.Where(x => !string.IsNullOrEmpty(x.Value))),
            Caller.From(context.User),
            cancellation
        );
        return answers.FirstOrDefault(x => x.Refusal is not null)?.Refusal
            ?? TypedResults.Ok(
                new FoundEverywhere(
                    // Exact matches first.
                    [
                        .. answers
                            .SelectMany(x => x.Answer?.Items ?? [])
                            .OrderBy(x => !x.Text.Equals(q, StringComparison.OrdinalIgnoreCase)),
                    ],
                    answers.Any(x => x.Answer?.More == true),
                    [.. answers.Where(x => x.Answer is null).Select(x => x.Service)]
                )
            );
    }
}
