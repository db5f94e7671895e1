using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>
/// Reads names from the path as it was sent. Kestrel decodes every <c>%xx</c> except <c>%2F</c>, which makes two different names,
/// <c>a%2Fn</c> and <c>a%252Fn</c>, look the same. Here each <c>%xx</c> is decoded exactly once.
/// </summary>
public static partial class RawPath
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Path and query of a request as they were sent.</summary>
    public static string TargetOf(HttpContext context) =>
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    /// <summary>Middleware after routing: sets each route parameter to its decoded segment. An ambiguous or malformed path is a 400.</summary>
    public static Task ReadAsync(HttpContext context, RequestDelegate next)
    {
        var target = TargetOf(context);
        var path = target.AsSpan(0, target.IndexOf('?') is >= 0 and var end ? end : target.Length);
        // Kestrel has resolved a '.' or '..', so the route may not be the one that the path names.
        if (
            path is not ['/', ..]
            || path.Count('/') != context.Request.Path.Value.AsSpan().Count('/')
            || DotSegment().IsMatch(path)
        )
        {
            return RefuseAsync(context, "must be written out, without '.' and '..'");
        }
        if (!path.Contains('%'))
        {
            return next(context);
        }
        var segments = path[1..].ToString().Split('/').Select(Decode).ToList();
        if (segments.Contains(null))
        {
            return RefuseAsync(context, "must be UTF-8, with each '%' followed by two hexadecimal digits");
        }
        if (context.GetEndpoint() is RouteEndpoint { RoutePattern.PathSegments: var pattern })
        {
            foreach (var (segment, text) in pattern.Zip(segments))
            {
                if (segment.Parts is [RoutePatternParameterPart { IsCatchAll: false, Name: var name }])
                {
                    context.Request.RouteValues[name] = text;
                }
            }
        }
        return next(context);
    }

    /// <summary>The text of a segment with each <c>%xx</c> decoded once; null when one is not hexadecimal or the bytes are not UTF-8.</summary>
    public static string? Decode(string segment)
    {
        if (MalformedEscape().IsMatch(segment))
        {
            return null;
        }
        // This decoder reads '+' as a space, as in a form.
        var bytes = Encoding.Latin1.GetBytes(segment.Replace("+", "%2B", StringComparison.Ordinal));
        try
        {
            return StrictUtf8.GetString(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext context, string should) =>
        Problem
            .Of(StatusCodes.Status400BadRequest, "malformed_request", $"The path of the URL {should}.")
            .ExecuteAsync(context);

    [GeneratedRegex(@"/(\.|%2[Ee]){1,2}(/|\z)")]
    private static partial Regex DotSegment();

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})")]
    private static partial Regex MalformedEscape();
}
