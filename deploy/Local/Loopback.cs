using System.Net;
using System.Net.Sockets;

namespace AfterSalesMesh.Local;

/// <summary>Local has well-known keys, so it accepts only connections from this machine.</summary>
internal static class Loopback
{
    /// <summary>An error message for the first address that is not a loopback address or not plain HTTP; null: none.</summary>
    public static string? FindFlaw(IEnumerable<string> urls) =>
        urls.Select(url =>
                !IsLoopback(url)
                    ? $"'{url}' is not a loopback address: the local keys are public, so it must be 127.0.0.1, [::1] or localhost."
                : new Uri(url).Scheme != Uri.UriSchemeHttp
                    ? $"'{url}' is not an http address: Local has no certificate."
                : null
            )
            .FirstOrDefault(x => x is not null);

    /// <summary>An error message for the first address that is in use; null: none. Kestrel would fail with a stack trace.</summary>
    public static string? Taken(IEnumerable<string> urls)
    {
        foreach (var uri in urls.Select(x => new Uri(x)).Where(x => x.Port != 0))
        {
            var host = IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) ? ip : IPAddress.Loopback;
            using var listener = new TcpListener(host, uri.Port);
            try
            {
                listener.Start();
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                return $"{uri.Authority} is in use: choose another address with --urls, or for the sandbox payment provider with --Sandbox:Url.";
            }
        }
        return null;
    }

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (
            uri.Host == "localhost"
            || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))
        );
}
