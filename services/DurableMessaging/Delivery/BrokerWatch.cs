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
/// Ends a process whose bus does not find back to a broker that is there, so that whoever runs it starts it again. The bus
/// can hold on for good to a connection that is gone, or to a channel that hangs: seen after kill -9 of a broker under load.
/// </summary>
internal sealed class BrokerWatch(
    IBusInstance bus,
    IHostApplicationLifetime process,
    TimeProvider clock,
    ILogger<BrokerWatch> logger
) : BackgroundService
{
    /// <summary>As sysexits has it: a failure that another try may not meet.</summary>
    public const int ExitCode = 75;

    /// <summary>Longer than a bus that finds back takes, once the broker is there.</summary>
    internal static readonly TimeSpan Enough = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    // Between two that hung and none that was answered: a moment's trouble makes many at once.
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(15);

    // A row that nobody else has sent meanwhile is tried again sooner.
    private static readonly TimeSpan Lapses = TimeSpan.FromMinutes(3);

    private long _firstHung;
    private long _lastHung;

    /// <summary>A send was confirmed, or refused.</summary>
    public void Answers() => Volatile.Write(ref _firstHung, 0);

    /// <summary>A send was given up after waiting in vain.</summary>
    public void Hangs()
    {
        var now = clock.GetTimestamp();
        Interlocked.CompareExchange(ref _firstHung, now, 0);
        Volatile.Write(ref _lastHung, now);
    }

    private bool SendsHang =>
        (Volatile.Read(ref _firstHung), Volatile.Read(ref _lastHung)) is (not 0, _) hung
        && clock.GetElapsedTime(hung.Item1, hung.Item2) >= Apart
        && clock.GetElapsedTime(hung.Item2) < Lapses;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (bus.HostConfiguration is not IRabbitMqHostConfiguration host)
        {
            return;
        }
        long? since = null;
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var reason = SendsHang ? "sends hang" : FaultOfEndpoint();
            if (reason is null || !await TakesMessagesAsync(host.Settings, stoppingToken))
            {
                since = null;
                continue;
            }
            since ??= clock.GetTimestamp();
            if (clock.GetElapsedTime(since.Value) >= Enough)
            {
                logger.LogCritical("The broker is there, and the bus does not find back to it: {Reason}", reason);
                Environment.ExitCode = ExitCode;
                process.StopApplication();
                return;
            }
        }
    }

    private string? FaultOfEndpoint() =>
        bus
            .BusControl.CheckHealth()
            .Endpoints.Values.Where(x => x.Status != BusHealthStatus.Healthy && x.Exception is not null)
            .SelectMany(x => Outage.Causes(x.Exception!))
            .FirstOrDefault(x => x is AlreadyClosedException)
            ?.Message;

    /// <summary>Over a connection of its own. A broker that is short of memory or disk takes none: it is left its time.</summary>
    private static async Task<bool> TakesMessagesAsync(RabbitMqHostSettings settings, CancellationToken stopping)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            patience.CancelAfter(Every);
            var factory = settings.GetConnectionFactory();
            (factory.AutomaticRecoveryEnabled, factory.ContinuationTimeout) = (false, Every);
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
            return true;
        }
        catch (Exception) when (!stopping.IsCancellationRequested)
        {
            return false;
        }
    }
}
