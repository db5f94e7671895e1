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
/// Ends the process when the broker answers but the process cannot work with it, so that its orchestrator restarts it. There
/// are two such cases: the bus does not reconnect (after kill -9 of a broker under load it can keep a dead connection or a
/// hanging channel), or the broker refuses the login (a rotated password is read only at start).
/// </summary>
internal sealed class BrokerMonitor(
    IBusInstance bus,
    IHostApplicationLifetime process,
    TimeProvider time,
    ILogger<BrokerMonitor> logger
) : BackgroundService
{
    /// <summary>EX_TEMPFAIL of sysexits.h: a temporary failure, worth a restart.</summary>
    public const int ExitCode = 75;

    /// <summary>How long the problem must last before the process ends; a working bus reconnects sooner.</summary>
    internal static readonly TimeSpan MinDuration = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // Two sends must time out at least this far apart, with no answer in between: a short disturbance makes many fail at once.
    private static readonly TimeSpan BetweenTimeouts = TimeSpan.FromSeconds(15);

    // Older timeouts are ignored: the sweep would have tried to send again within this time.
    private static readonly TimeSpan TimeoutsAreValid = TimeSpan.FromMinutes(3);

    private long _firstTimeout;
    private long _lastTimeout;

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
        && time.GetElapsedTime(timeouts.Item2) < TimeoutsAreValid;

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
            var reason = SendsTimeOut ? "sends are not confirmed" : ConnectionError();
            var problem = reason is null ? null : await ProbeAsync(host.Settings, stoppingToken);
            if (problem is null)
            {
                since = null;
                continue;
            }
            since ??= time.GetTimestamp();
            if (time.GetElapsedTime(since.Value) >= MinDuration)
            {
                logger.LogCritical(
                    "The broker answers, but {Problem}: this process stops and must be restarted ({Reason})",
                    problem,
                    reason
                );
                Environment.ExitCode = ExitCode;
                process.StopApplication();
                return;
            }
        }
    }

    private string? ConnectionError() =>
        bus
            .BusControl.CheckHealth()
            .Endpoints.Values.Where(x => x.Status != BusHealthStatus.Healthy && x.Exception is not null)
            .SelectMany(x => Outage.Causes(x.Exception!))
            .FirstOrDefault(x =>
                x is AlreadyClosedException or BrokerUnreachableException or AuthenticationFailureException
            )
            ?.Message;

    /// <summary>
    /// Sends over a new connection, and returns the problem that keeps this process from working with the broker; null when the broker is
    /// unavailable. A broker that is short of memory or disk confirms nothing, and counts as unavailable.
    /// </summary>
    private static async Task<string?> ProbeAsync(RabbitMqHostSettings settings, CancellationToken stopping)
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            timeout.CancelAfter(Interval);
            var factory = settings.GetConnectionFactory();
            (factory.AutomaticRecoveryEnabled, factory.ContinuationTimeout) = (false, Interval);
            await using var connection = await factory.CreateConnectionAsync([settings.Host], timeout.Token);
            await using var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true,
                    publisherConfirmationTrackingEnabled: true
                ),
                timeout.Token
            );
            // No queue has this name: the broker confirms and drops the message. Twice, as a broker that is short of memory or disk
            // still confirms the first message of a connection.
            await channel.BasicPublishAsync("", "nobody", ReadOnlyMemory<byte>.Empty, timeout.Token);
            await channel.BasicPublishAsync("", "nobody", ReadOnlyMemory<byte>.Empty, timeout.Token);
            return "the bus does not reconnect";
        }
        catch (Exception refused) when (Outage.Causes(refused).Any(x => x is AuthenticationFailureException))
        {
            return "it refuses the login";
        }
        catch (Exception) when (!stopping.IsCancellationRequested)
        {
            return null;
        }
    }
}
