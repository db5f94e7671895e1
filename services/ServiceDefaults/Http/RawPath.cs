using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>
/// The path as it was sent. Kestrel decodes each <c>%xx</c> but <c>%2F</c>, so that <c>a%2Fn</c> and <c>a%252Fn</c>, two names, look the
/// same afterwards. Here each <c>%xx</c> is decoded exactly once, from the path that was sent.
/// </summary>
public static class RawPath
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Path and query of a request as they were sent.</summary>
    public static string TargetOf(HttpContext context) =>
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    /// <summary>After routing: gives each parameter of the route the text that its segment stands for. A path that can be read in two ways is a 400.</summary>
    public static Task ReadAsync(HttpContext context, RequestDelegate next)
    {
        var target = TargetOf(context);
        var path = target.AsSpan(0, target.IndexOf('?') is >= 0 and var end ? end : target.Length);
        // Kestrel has resolved '.' and '..': what the path says and what the router sees are not the same any more.
        if (path is not ['/', ..] || path.Count('/') != context.Request.Path.Value.AsSpan().Count('/'))
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
                if (
                    segment.Parts
                    is [
                        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart
                        {
                            IsCatchAll: false,
                            Name: var name
                        },
                    ]
                )
                {
                    context.Request.RouteValues[name] = text;
                }
            }
        }
        return next(context);
    }

    /// <summary>The text of a segment with each <c>%xx</c> decoded once, or null where they are not hexadecimal or not UTF-8.</summary>
    public static string? Decode(string segment)
    {
        if (!segment.Contains('%'))
        {
            return segment;
        }
        var bytes = new List<byte>(segment.Length);
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%')
            {
                bytes.Add((byte)segment[i]);
            }
            else if (
                i + 2 < segment.Length
                && char.IsAsciiHexDigit(segment[i + 1])
                && char.IsAsciiHexDigit(segment[i + 2])
            )
            {
                bytes.Add(Convert.FromHexString(segment.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                return null;
            }
        }
        try
        {
            return StrictUtf8.GetString([.. bytes]);
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
}
