using System.Net;

namespace AfterSalesMesh.Local;

/// <summary>Local has well-known keys, so it listens to this machine alone.</summary>
internal static class Loopback
{
    /// <summary>What is wrong with the addresses to listen on, or null.</summary>
    public static string? Flaw(IEnumerable<string> urls) =>
        urls.Where(url => !IsLoopback(url))
            .Select(url =>
                $"'{url}' is not a loopback address: local keys are no secret, so it must be 127.0.0.1, [::1] or localhost."
            )
            .FirstOrDefault();

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (
            uri.Host == "localhost"
            || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))
        );
}
