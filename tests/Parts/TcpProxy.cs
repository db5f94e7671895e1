using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AfterSalesMesh.Parts;

/// <summary>
/// A wire between a client and a server of this machine that can be cut, stalled (connections stay open, nothing comes
/// through), slowed down, or lose the answers.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Connection, bool> _connections = new();
    private readonly int _server;
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _stalled;
    private volatile bool _cut;
    private volatile bool _mute;
    private long _delayTicks;

    /// <param name="server">The server's port.</param>
    public TcpProxy(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends every connection and takes no other.</summary>
    public void Cut()
    {
        _cut = true;
        CloseAll();
    }

    /// <summary>From now on nothing passes, in either direction, and the connections stay open.</summary>
    public void Stall() => _stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Delays everything by this time.</summary>
    public void Slow(TimeSpan delay) => Volatile.Write(ref _delayTicks, delay.Ticks);

    /// <summary>Requests reach the server; instead of passing its answer, the connection ends.</summary>
    public void Mute() => _mute = true;

    /// <summary>Passes everything again.</summary>
    public void Heal()
    {
        _cut = _mute = false;
        Slow(TimeSpan.Zero);
        Interlocked.Exchange(ref _stalled, null)?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        CloseAll();
        Heal();
        await _accepting;
        _stopping.Dispose();
    }

    private void CloseAll()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }
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
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The proxy has ended.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = new Connection(client, new TcpClient { NoDelay = true });
        client.NoDelay = true;
        if (_cut || !_connections.TryAdd(connection, true))
        {
            return;
        }
        try
        {
            await connection.Server.ConnectAsync(IPAddress.Loopback, _server, _stopping.Token);
            var (near, far) = (client.GetStream(), connection.Server.GetStream());
            await Task.WhenAny(PumpAsync(near, far, isAnswer: false), PumpAsync(far, near, isAnswer: true));
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or IOException or SocketException or InvalidOperationException
            )
        {
            // The client sees that its connection has ended.
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool isAnswer)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, _stopping.Token) is var read and > 0)
        {
            if (_stalled is { } stalled)
            {
                await stalled.Task;
            }
            if (Volatile.Read(ref _delayTicks) is var delay and > 0)
            {
                await Task.Delay(TimeSpan.FromTicks(delay), _stopping.Token);
            }
            if (_mute && isAnswer)
            {
                return;
            }
            await to.WriteAsync(buffer.AsMemory(0, read), _stopping.Token);
        }
    }

    private sealed record Connection(TcpClient Client, TcpClient Server) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
