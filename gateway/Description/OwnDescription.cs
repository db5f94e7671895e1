using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AfterSalesMesh.Gateway.Description;

/// <summary>What the gateway answers itself, in the same words as the services say of themselves.</summary>
internal sealed class OwnDescription([FromKeyedServices(OwnDescription.Name)] IOpenApiDocumentProvider documents)
{
    public const string Name = "v1";

    public async Task<JsonObject> ReadAsync(CancellationToken cancellation)
    {
        var document = await documents.GetOpenApiDocumentAsync(cancellation);
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellation);
        return (JsonObject)JsonNode.Parse(text)!;
    }
}
