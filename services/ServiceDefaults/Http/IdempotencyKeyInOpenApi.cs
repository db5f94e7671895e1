using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>Shows the <c>Idempotency-Key</c> header where a route takes or needs it.</summary>
internal sealed class IdempotencyKeyInOpenApi : IOpenApiOperationTransformer
{
    public Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        if (
            context.Description.ActionDescriptor.EndpointMetadata.OfType<WritesMetadata>().FirstOrDefault() is
            { } writes
        )
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = "Idempotency-Key",
                    In = ParameterLocation.Header,
                    Required = writes.KeyRequired,
                    Description = "The same key and body get the first answer again, for 24 hours.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 },
                }
            );
        }
        return Task.CompletedTask;
    }
}
