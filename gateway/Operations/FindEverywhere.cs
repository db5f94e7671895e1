using AfterSalesMesh.ServiceDefaults.Find;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace AfterSalesMesh.Gateway.Operations;

/// <summary><c>GET /v1/find</c>: what begins with a text, from all services that know numbers and codes.</summary>
internal static class FindEverywhere
{
    private const int MinLength = 3;
    private const int MaxLength = 100;
    private static readonly string[] Services = ["returns", "warehouse"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/find", HandleAsync)
            .RequireRoles(Roles.Agent, Roles.Warehouse, Roles.Inspector, Roles.Finance, Roles.Admin)
            .WithSummary("Find what begins with a text: an RMA, order, tracking or receipt number, an e-mail address")
            .WithDescription("At most 20 of each kind: where `more` is true, ask for a longer text.")
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
        checks.That(q.Length >= MinLength, "q", $"must be a text of {MinLength} characters at least");
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
                    // The whole text first.
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
