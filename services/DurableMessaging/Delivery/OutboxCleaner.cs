using System.Threading.Channels;
using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>Deletes confirmed messages, many rows at a time. It stops after all other services.</summary>
internal sealed class OutboxCleaner<TDbContext>(
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<OutboxCleaner<TDbContext>> logger
) : BackgroundService, IHostedLifecycleService
    where TDbContext : DurableDbContext
{
    private const int AtOnce = 500;

    // A longer time means fewer commits. A crash within it leaves rows that are sent again; the inbox drops these duplicates.
    private static readonly TimeSpan BatchTime = TimeSpan.FromSeconds(1);

    private readonly Channel<Guid> _confirmed = Channel.CreateUnbounded<Guid>();

    /// <summary>The broker has confirmed the message: its row can be deleted.</summary>
    public void Confirmed(Guid message) => _confirmed.Writer.TryWrite(message);

    /// <summary>Does nothing: other hosted services are still sending, so this one stops in <see cref="StoppedAsync"/>.</summary>
    public override Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => base.StopAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _confirmed.Reader.WaitToReadAsync(stoppingToken))
            {
                if (_confirmed.Reader.Count < AtOnce)
                {
                    await Task.Delay(BatchTime, time, stoppingToken);
                }
                await DeleteAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The last confirmed messages are deleted before the process ends.
            while (_confirmed.Reader.TryPeek(out _))
            {
                await DeleteAsync();
            }
        }
    }

    private async Task DeleteAsync()
    {
        List<Guid> ids = [];
        while (ids.Count < AtOnce && _confirmed.Reader.TryRead(out var id))
        {
            ids.Add(id);
        }
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
            await db.WriteAsync(
                () => db.Outbox.Where(x => ids.Contains(x.Id)).ExecuteDeleteAsync(),
                CancellationToken.None
            );
        }
        catch (Exception exception)
        {
            logger.LogWarning(
                exception,
                "{Count} sent messages could not be deleted; the sweep sends them again",
                ids.Count
            );
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
