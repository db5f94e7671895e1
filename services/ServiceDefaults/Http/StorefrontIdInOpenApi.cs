using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>Shows <c>storefrontId</c> where something is read: whoever looks after several storefronts may look at one.</summary>
internal sealed class StorefrontIdInOpenApi : IOpenApiOperationTransformer
{
    public const string Name = "storefrontId";

    public Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        operation.Parameters ??= [];
        if (HttpMethods.IsGet(context.Description.HttpMethod ?? "") && !operation.Parameters.Any(x => x.Name == Name))
        {
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = Name,
                    In = ParameterLocation.Query,
                    Description = "Only what is this storefront's; left out: of all that the key is for.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                }
            );
        }
        return Task.CompletedTask;
    }
}
