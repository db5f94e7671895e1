using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AfterSalesMesh.Parts;

/// <summary>Free TCP ports of 127.0.0.1, each handed out once.</summary>
public static class FreePort
{
    // Below the range from which the system takes ports for outgoing connections, so that a stopped server finds its
    // port free when it starts again.
    private const int First = 20_000;
    private const int Last = 32_000;

    private static readonly ConcurrentDictionary<int, bool> Taken = new();

    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            if (Taken.TryAdd(port, true) && CanListen(port))
            {
                return port;
            }
        }
    }

    private static bool CanListen(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
