using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AfterSalesMesh.Gateway.Description;

/// <summary>The description of the gateway's own routes.</summary>
internal sealed class GatewayDescription(
    [FromKeyedServices(GatewayDescription.Name)] IOpenApiDocumentProvider documents
)
{
    public const string Name = "v1";

    public async Task<JsonObject> ReadAsync(CancellationToken cancellation)
    {
        var document = await documents.GetOpenApiDocumentAsync(cancellation);
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellation);
        return (JsonObject)JsonNode.Parse(text)!;
    }
}
