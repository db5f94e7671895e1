using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AfterSalesMesh.Parts;

/// <summary>A mail server that refuses some recipients by their name, some of them only the first time, some always for now.</summary>
public sealed class StubMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, bool> _unlucky = new();
    private readonly Task _accepting;

    public StubMailServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The messages it took, headers and body.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 stub");
        while (await reader.ReadLineAsync(_stopping.Token) is { } line)
        {
            await writer.WriteLineAsync(
                line.Split(' ')[0].ToUpperInvariant() switch
                {
                    "RCPT" when line.Contains("nobody") => $"550 5.1.1 {line}: no such mailbox",
                    "RCPT" when line.Contains("unlucky") && _unlucky.TryAdd(line, true) => "451 later",
                    "RCPT" when line.Contains("busy") => "452 mailbox full",
                    "DATA" => "354 go on",
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                }
            );
            if (line == "DATA")
            {
                var message = new StringBuilder();
                while (await reader.ReadLineAsync(_stopping.Token) is { } text && text != ".")
                {
                    message.AppendLine(text);
                }
                Taken.Enqueue(message.ToString());
                await writer.WriteLineAsync("250 taken");
            }
        }
    }
}
