using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.RabbitMqTransport.Configuration;
using MassTransit.Transports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>
/// Ends a process that cannot work with a broker that is there, so that whoever runs it starts it again: its bus does not
/// reconnect (it can keep a connection that is gone, or a channel that hangs: seen after kill -9 of a broker under load), or
/// the broker refuses its login (a password that was rotated is read at start).
/// </summary>
internal sealed class BrokerMonitor(
    IBusInstance bus,
    IHostApplicationLifetime process,
    TimeProvider time,
    ILogger<BrokerMonitor> logger
) : BackgroundService
{
    /// <summary>EX_TEMPFAIL of sysexits: a failure that another try may not meet.</summary>
    public const int ExitCode = 75;

    /// <summary>Longer than a bus takes to reconnect, once the broker is there.</summary>
    internal static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // Between two sends that timed out with no answer in between: a moment's trouble makes many at once.
    private static readonly TimeSpan BetweenTimeouts = TimeSpan.FromSeconds(15);

    // An outbox row that nobody else has sent meanwhile is tried again sooner.
    private static readonly TimeSpan TimeoutsLapse = TimeSpan.FromMinutes(3);

    private long _firstTimeout;
    private long _lastTimeout;

    private enum Broker
    {
        Away,
        RefusesLogin,
        TakesMessages,
    }

    /// <summary>A send was confirmed, or refused.</summary>
    public void OnAnswer() => Volatile.Write(ref _firstTimeout, 0);

    /// <summary>A send was given up because no answer came.</summary>
    public void OnTimeout()
    {
        var now = time.GetTimestamp();
        Interlocked.CompareExchange(ref _firstTimeout, now, 0);
        Volatile.Write(ref _lastTimeout, now);
    }

    private bool SendsTimeOut =>
        (Volatile.Read(ref _firstTimeout), Volatile.Read(ref _lastTimeout)) is (not 0, _) timeouts
        && time.GetElapsedTime(timeouts.Item1, timeouts.Item2) >= BetweenTimeouts
        && time.GetElapsedTime(timeouts.Item2) < TimeoutsLapse;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (bus.HostConfiguration is not IRabbitMqHostConfiguration host)
        {
            return;
        }
        long? since = null;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var reason = SendsTimeOut ? "sends are not confirmed" : FaultOfConnection();
            var broker = reason is null ? Broker.Away : await ProbeAsync(host.Settings, stoppingToken);
            if (broker == Broker.Away)
            {
                since = null;
                continue;
            }
            since ??= time.GetTimestamp();
            if (time.GetElapsedTime(since.Value) >= Bound)
            {
                logger.LogCritical(
                    "The broker is there, and this process ends to be started again, as {Problem}: {Reason}",
                    broker == Broker.RefusesLogin ? "its login is refused" : "its bus does not reconnect",
                    reason
                );
                Environment.ExitCode = ExitCode;
                process.StopApplication();
                return;
            }
        }
    }

    private string? FaultOfConnection() =>
        bus
            .BusControl.CheckHealth()
            .Endpoints.Values.Where(x => x.Status != BusHealthStatus.Healthy && x.Exception is not null)
            .SelectMany(x => Outage.Causes(x.Exception!))
            .FirstOrDefault(x =>
                x is AlreadyClosedException or BrokerUnreachableException or AuthenticationFailureException
            )
            ?.Message;

    /// <summary>Over a connection of its own. A broker that is short of memory or disk takes none, and counts as away.</summary>
    private static async Task<Broker> ProbeAsync(RabbitMqHostSettings settings, CancellationToken stopping)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            patience.CancelAfter(Interval);
            var factory = settings.GetConnectionFactory();
            (factory.AutomaticRecoveryEnabled, factory.ContinuationTimeout) = (false, Interval);
            await using var connection = await factory.CreateConnectionAsync([settings.Host], patience.Token);
            await using var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true,
                    publisherConfirmationTrackingEnabled: true
                ),
                patience.Token
            );
            // To no queue: the broker confirms it, and forgets it. One that is short still reads the first of a connection.
            await channel.BasicPublishAsync("", "nobody", ReadOnlyMemory<byte>.Empty, patience.Token);
            await channel.BasicPublishAsync("", "nobody", ReadOnlyMemory<byte>.Empty, patience.Token);
            return Broker.TakesMessages;
        }
        catch (Exception refused) when (Outage.Causes(refused).Any(x => x is AuthenticationFailureException))
        {
            return Broker.RefusesLogin;
        }
        catch (Exception) when (!stopping.IsCancellationRequested)
        {
            return Broker.Away;
        }
    }
}
