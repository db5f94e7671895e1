using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.RabbitMqTransport.Configuration;
using MassTransit.Transports;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>
/// A client can hang for good on a connection that broker and bus think well of: seen after kill -9 of a broker under load.
/// When nothing was sent for a while and sends hang, the connection is cut; the bus makes a new one.
/// </summary>
internal sealed class HungConnection(IBusInstance bus, TimeProvider clock, ILogger<HungConnection> logger)
{
    /// <summary>Longer than a broker that is there takes for anything, also under load.</summary>
    internal static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long _since;

    /// <summary>A send was confirmed, or refused: somebody answers.</summary>
    public void Answers() => Volatile.Write(ref _since, 0);

    /// <summary>A send was given up after waiting in vain.</summary>
    public void Hangs()
    {
        var now = clock.GetTimestamp();
        var since = Interlocked.CompareExchange(ref _since, now, 0);
        if (
            since != 0
            && clock.GetElapsedTime(since, now) >= Enough
            // One of those that hang together; the next time is a whole while away.
            && Interlocked.CompareExchange(ref _since, 0, since) == since
        )
        {
            _ = CutAsync();
        }
    }

    private async Task CutAsync()
    {
        try
        {
            if (bus.HostConfiguration is IRabbitMqHostConfiguration host)
            {
                logger.LogError("Sends hang though the broker is connected: the connection is cut, to be made anew");
                using var patience = new CancellationTokenSource(Patience);
                await host.ConnectionContextSupervisor.Send(
                    Pipe.ExecuteAsync<ConnectionContext>(x =>
                        x.Connection.CloseAsync(541, "sends hang", Patience, abort: true, CancellationToken.None)
                    ),
                    patience.Token
                );
            }
        }
        catch (Exception exception)
        {
            logger.LogWarning(exception, "The connection could not be cut");
        }
    }
}
