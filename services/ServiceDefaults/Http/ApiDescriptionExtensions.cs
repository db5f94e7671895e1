using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>The OpenAPI description of a host's routes.</summary>
public static class ApiDescriptionExtensions
{
    private static readonly string[] Suffixes = ["Response", "View", "Item"];

    public static void AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            openApi =>
            {
                openApi.CreateSchemaReferenceId = SchemaName;
                openApi.AddOperationTransformer(DescribeAsync);
                openApi.AddSchemaTransformer(DescribeAsync);
            }
        );

    /// <summary>Schemas are named after the object, without the suffix of the C# type: <c>RefundView</c> becomes <c>Refund</c>, a list of them <c>RefundPage</c>.</summary>
    private static string? SchemaName(JsonTypeInfo type)
    {
        if (type.Type.IsGenericType && type.Type.GetGenericTypeDefinition() == typeof(Page<>))
        {
            return $"{SchemaName(JsonTypeInfo.CreateJsonTypeInfo(type.Type.GenericTypeArguments[0], type.Options))}Page";
        }
        if (type.Type == typeof(ProblemDetails))
        {
            return "Problem";
        }
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return
            name is not null && Suffixes.FirstOrDefault(x => name.EndsWith(x, StringComparison.Ordinal)) is { } suffix
            ? name[..^suffix.Length]
            : name;
    }

    private static Task DescribeAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId ??= OperationId(metadata);
        var roles = RequireRolesExtensions.RolesOf(metadata);
        if (roles.Count > 0)
        {
            var needed = $"Roles: {string.Join(", ", roles)}.";
            operation.Description = operation.Description is { } text ? $"{text}\n\n{needed}" : needed;
        }
        foreach (var parameter in (operation.Parameters ??= []).OfType<OpenApiParameter>())
        {
            parameter.Description ??= parameter.Name switch
            {
                "limit" => $"The maximum number of entries, 1 to {Page.MaxLimit}.",
                "after" => "The value of next from the previous page; omit it for the first page.",
                _ => null,
            };
        }
        foreach (var parameter in CommonParameters(metadata, context.Description))
        {
            if (operation.Parameters.All(x => x.Name != parameter.Name))
            {
                operation.Parameters.Add(parameter);
            }
        }
        foreach (var types in metadata.OfType<ProblemTypes>().GroupBy(x => x.Status))
        {
            if (operation.Responses?.TryGetValue($"{types.Key}", out var response) == true)
            {
                response.Description =
                    $"{ReasonPhrases.GetReasonPhrase(types.Key)}. Problem types: "
                    + $"{string.Join(", ", types.SelectMany(x => x.Words).Distinct().Select(x => $"`{Problem.TypeOf(x)}`"))}.";
            }
        }
        return Task.CompletedTask;
    }

    /// <summary>The name of the class that handles the route, which is its use case.</summary>
    private static string? OperationId(IList<object> metadata) =>
        metadata.OfType<MethodInfo>().FirstOrDefault()?.DeclaringType?.Name is { } name
            ? $"{char.ToLowerInvariant(name[0])}{name[1..]}"
            : null;

    private static IEnumerable<OpenApiParameter> CommonParameters(IList<object> metadata, ApiDescription description)
    {
        if (metadata.OfType<WritesMetadata>().FirstOrDefault() is { KeyInBody: false } writes)
        {
            yield return new()
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Required = writes.KeyRequired,
                Description =
                    "For 24 hours, the same key and body get the first answer again, with the header Idempotency-Replayed: true.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 },
            };
        }
        if (metadata.OfType<IfMatchMetadata>().Any())
        {
            yield return new()
            {
                Name = "If-Match",
                In = ParameterLocation.Header,
                Description = "The ETag that you have read: if the resource has changed since, nothing is changed.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }
        if (HttpMethods.IsGet(description.HttpMethod ?? ""))
        {
            yield return new()
            {
                Name = RequestRules.StorefrontId,
                In = ParameterLocation.Query,
                Description = "Only entries of this storefront; omit it for all of your storefronts.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }
    }

    private static Task DescribeAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellation
    )
    {
        // ASP.NET describes no type that has its own JSON converter.
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (
            schema.Type is null
            && (type == typeof(string) || type == typeof(DateTimeOffset) || type == typeof(DateOnly))
        )
        {
            var isNullable = context.JsonPropertyInfo is { IsGetNullable: true } or { IsSetNullable: true };
            schema.Type = JsonSchemaType.String | (isNullable ? JsonSchemaType.Null : 0);
            schema.Format =
                type == typeof(DateTimeOffset) ? "date-time"
                : type == typeof(DateOnly) ? "date"
                : null;
        }
        if (schema.Items is null && type.IsAssignableTo(typeof(IEnumerable<string>)))
        {
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String };
        }
        var attributes = context.JsonPropertyInfo is { } property
            ? [property.AttributeProvider, property.AssociatedParameter?.AttributeProvider]
            : (ICustomAttributeProvider?[])
                [
                    (
                        context.ParameterDescription?.ParameterDescriptor as IParameterInfoParameterDescriptor
                    )?.ParameterInfo,
                ];
        if (
            attributes
                .SelectMany(x => x?.GetCustomAttributes(typeof(OneOfAttribute), inherit: true) ?? [])
                .FirstOrDefault()
            is OneOfAttribute set
        )
        {
            schema.Enum = [.. set.Words.Select(x => (JsonNode)JsonValue.Create(x)!)];
            if (schema.Type?.HasFlag(JsonSchemaType.Null) == true)
            {
                schema.Enum.Add(JsonNullSentinel.JsonNull);
            }
        }
        if (context.ParameterDescription?.Name == "limit")
        {
            (schema.Minimum, schema.Maximum) = ("1", $"{Page.MaxLimit}");
        }
        return Task.CompletedTask;
    }
}
