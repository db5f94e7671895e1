using System.Net.Sockets;
using System.Text;

namespace AfterSalesMesh.Parts;

/// <summary>Requests as bytes, for what no HTTP client would send.</summary>
public static class RawHttp
{
    /// <summary>Sends one request on a new connection and returns the whole answer.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="requestLine">For example <c>GET /v1/refunds HTTP/1.1</c>.</param>
    /// <param name="headers">Further headers; <c>Host</c> and <c>Connection: close</c> are there.</param>
    public static Task<string> SendAsync(Uri server, string requestLine, params string[] headers) =>
        SendBytesAsync(
            server,
            $"{requestLine}\r\nHost: localhost\r\nConnection: close\r\n{string.Concat(headers.Select(x => x + "\r\n"))}\r\n"
        );

    /// <summary>Sends exactly these characters, as UTF-8, and returns the whole answer.</summary>
    public static async Task<string> SendBytesAsync(Uri server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream);
        var (answer, part) = (new StringBuilder(), new char[4096]);
        try
        {
            for (int read; (read = await reader.ReadAsync(part)) > 0; )
            {
                answer.Append(part, 0, read);
            }
        }
        catch (IOException) when (answer.Length > 0)
        {
            // The server waits for the rest of a request no longer.
        }
        return answer.ToString();
    }
}
