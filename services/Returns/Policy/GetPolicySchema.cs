using AfterSalesMesh.ServiceDefaults.Http;
using Microsoft.Net.Http.Headers;

namespace AfterSalesMesh.Returns.Policy;

/// <summary><c>GET /schemas/policy.json</c>: the JSON Schema of policy documents, for editors and checkers.</summary>
internal static class GetPolicySchema
{
    private static readonly string Text = PolicySchema.Document.ToJsonString(
        new(PolicyJson.Options) { WriteIndented = true }
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(PolicySchema.Path, Handle)
            .AllowAnonymous()
            .WithSummary("Get the JSON Schema of policy documents")
            .Produces<string>(contentType: "application/schema+json");

    private static IResult Handle(HttpResponse http)
    {
        http.Headers[HeaderNames.CacheControl] = "public, max-age=3600";
        return Results.Text(Text, "application/schema+json");
    }
}
