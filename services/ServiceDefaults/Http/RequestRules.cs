using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>Checks the query and the content type of every call, and normalizes its text, before the handler runs.</summary>
public static class RequestRules
{
    /// <summary>The query parameter of every read by which a caller with several storefronts chooses one.</summary>
    public const string StorefrontId = "storefrontId";

    private static readonly ConcurrentDictionary<Endpoint, string[]> Parameters = new();

    /// <summary>Adds the checks; call it after routing and authorization.</summary>
    public static void UseRequestRules(this IApplicationBuilder app) =>
        app.Use(
            async (context, next) =>
            {
                // Proxied calls have no handler here; the sender of a webhook may add parameters of its own.
                var endpoint = context.GetEndpoint();
                if (
                    endpoint?.Metadata.GetMetadata<MethodInfo>() is null
                    || (
                        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
                        && !HttpMethods.IsGet(context.Request.Method)
                    )
                )
                {
                    await next(context);
                    return;
                }
                if ((UnknownCharset(context.Request) ?? UnknownParameter(context.Request, endpoint)) is { } problem)
                {
                    await problem.ExecuteAsync(context);
                    return;
                }
                NormalizeText(context.Request);
                await next(context);
            }
        );

    /// <summary>The names of a route's query parameters.</summary>
    public static string[] QueryParametersOf(Endpoint endpoint)
    {
        var path = (endpoint as RouteEndpoint)?.RoutePattern.Parameters.Select(x => x.Name).ToHashSet() ?? [];
        return
        [
            .. endpoint
                .Metadata.OfType<IParameterBindingMetadata>()
                .Where(x => IsValue(x) && !path.Contains(x.Name))
                .Select(x => x.Name),
            .. endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) == true
                ? [StorefrontId]
                : (string[])[],
        ];
    }

    private static bool IsValue(IParameterBindingMetadata parameter) =>
        (parameter.HasTryParse || parameter.ParameterInfo.ParameterType == typeof(string))
        && !parameter
            .ParameterInfo.GetCustomAttributes()
            .Any(x => x is IFromBodyMetadata or IFromHeaderMetadata or IFromServiceMetadata);

    // ASP.NET would answer 500.
    private static ProblemHttpResult? UnknownCharset(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.Charset.HasValue
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix == "json")
        && !IsKnown(type.Charset.Value)
            ? Problem.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "unsupported_media_type",
                $"The charset '{type.Charset}' of the Content-Type is not supported: send JSON in UTF-8."
            )
            : null;

    private static bool IsKnown(string charset)
    {
        try
        {
            Encoding.GetEncoding(charset.Trim('"'));
            return true;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static ProblemHttpResult? UnknownParameter(HttpRequest request, Endpoint endpoint)
    {
        var known = Parameters.GetOrAdd(endpoint, QueryParametersOf);
        var unknown = request.Query.Keys.FirstOrDefault(x => !known.Contains(x, StringComparer.OrdinalIgnoreCase));
        return unknown is null
            ? null
            : Problem.Of(
                StatusCodes.Status400BadRequest,
                "unknown_parameter",
                known.Length == 0
                    ? $"This call has no query parameters, and '{unknown}' was given."
                    : $"This call has no query parameter '{unknown}'. It has {string.Join(", ", known)}."
            );
    }

    private static void NormalizeText(HttpRequest request)
    {
        if (request.Query.Count > 0)
        {
            request.Query = new QueryCollection(
                request.Query.ToDictionary(
                    x => x.Key,
                    x => new StringValues([
                        .. x.Value.Select(text => text is null ? null : RequestText.Normalize(text)),
                    ]),
                    StringComparer.OrdinalIgnoreCase
                )
            );
        }
        foreach (var (name, value) in request.RouteValues)
        {
            if (value is string text)
            {
                request.RouteValues[name] = RequestText.Normalize(text);
            }
        }
    }
}
