using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.DurableMessaging.Tests.World;

/// <summary>One replica of the service.</summary>
public sealed class Node(IHost host) : IAsyncDisposable
{
    private bool _running;

    public IServiceProvider Services => host.Services;

    public IBusControl Bus => host.Services.GetRequiredService<IBusControl>();

    public async Task StartAsync()
    {
        await host.StartAsync(TestWorld.Cancelled);
        _running = true;
    }

    public async Task StopAsync()
    {
        _running = false;
        await host.StopAsync(CancellationToken.None);
    }

    /// <summary>Commits in a scope of its own, as an HTTP handler does.</summary>
    public async Task CommitAsync(Func<ShopDb, Outbox<ShopDb>, Task> handler)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ShopDb>();
        await handler(db, scope.ServiceProvider.GetRequiredService<Outbox<ShopDb>>());
        await db.SaveChangesAsync(TestWorld.Cancelled);
    }

    public Task PublishAsync<T>(T message)
        where T : class => CommitAsync((_, outbox) => outbox.PublishAsync(message, TestWorld.Cancelled));

    public async ValueTask DisposeAsync()
    {
        if (_running)
        {
            await StopAsync();
        }
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
