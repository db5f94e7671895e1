using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using Microsoft.Net.Http.Headers;

namespace AfterSalesMesh.Returns.Policy;

/// <summary><c>GET /v1/policy/page</c>: the policy as a page for people, which a shop may embed. It has no script.</summary>
internal static class GetPolicyPage
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/policy/page", HandleAsync)
            .AllowAnonymous()
            .WithSummary("Get the policy as a page for people")
            .WithDescription("In zh-CN or en; without a language, in the storefront's first language.")
            .Produces<string>(contentType: "text/html")
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        string storefront,
        HttpResponse http,
        ReturnsDb db,
        PolicyVersions versions,
        TimeProvider time,
        CancellationToken cancellation,
        string? language = null
    )
    {
        var checks = new Checks();
        checks.OptionalText(language, "language", LanguageLookup.MaxTag);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        if (await PublishedPolicy.FindAsync(db, versions, storefront, time.GetUtcNow(), cancellation) is not { } policy)
        {
            return PublishedPolicy.Unknown(storefront);
        }
        http.Headers[HeaderNames.CacheControl] = "public, max-age=300";
        http.Headers[HeaderNames.ContentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'";
        http.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        return Results.Text(
            new PolicyPage(policy, language ?? policy.Languages[0]).ToHtml(),
            "text/html; charset=utf-8"
        );
    }
}
