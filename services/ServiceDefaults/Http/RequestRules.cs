using System.Collections.Concurrent;
using System.Reflection;
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
                // Proxied calls have no handler here.
                var endpoint = context.GetEndpoint();
                if (endpoint?.Metadata.GetMetadata<MethodInfo>() is null)
                {
                    await next(context);
                    return;
                }
                // The sender of a webhook may add parameters of its own.
                var isWebhook =
                    endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
                    && !HttpMethods.IsGet(context.Request.Method);
                var problem =
                    Compression(context.Request)
                    ?? OtherCharset(context.Request)
                    ?? (isWebhook ? null : UnknownParameter(context.Request, endpoint));
                if (problem is not null)
                {
                    await problem.ExecuteAsync(context);
                    return;
                }
                if (isWebhook)
                {
                    await next(context);
                    return;
                }
                NormalizeText(context.Request);
                if (RefuseControlCharacters(context.Request.Query) is { } refused)
                {
                    await refused.ExecuteAsync(context);
                    return;
                }
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

    private static ProblemHttpResult? Compression(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding
        && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)
            ? Unsupported($"The Content-Encoding '{encoding}' is not supported: send the body without compression.")
            : null;

    /// <summary>Refuses JSON that is not in UTF-8, the only encoding that RFC 8259 allows.</summary>
    private static ProblemHttpResult? OtherCharset(HttpRequest request)
    {
        if (
            !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.Charset.HasValue
            || !(type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix == "json")
        )
        {
            return null;
        }
        if (!HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return Unsupported($"The charset {type.Charset} of the Content-Type is not supported: send JSON in UTF-8.");
        }
        // ASP.NET does not understand a charset in quotes.
        type.Charset = "utf-8";
        request.ContentType = type.ToString();
        return null;
    }

    private static ProblemHttpResult Unsupported(string detail) =>
        Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", detail);

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
                    ? $"This call has no query parameters, but '{unknown}' was given."
                    : $"This call has no query parameter '{unknown}'. It has {string.Join(", ", known)}."
            );
    }

    /// <summary>Refuses control characters: no value has one, and PostgreSQL cannot look up a NUL character.</summary>
    private static ProblemHttpResult? RefuseControlCharacters(IQueryCollection query)
    {
        var checks = new Checks();
        foreach (var (name, values) in query)
        {
            checks.That(
                !values.Any(x => x is not null && x.Any(char.IsControl)),
                name,
                "must not have a control character"
            );
        }
        return checks.Failed ? checks.ToProblem() : null;
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
