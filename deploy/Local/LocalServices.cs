namespace AfterSalesMesh.Local;

/// <summary>All services in one app, which can be stopped and started again at the same address.</summary>
internal sealed class LocalServices : IAsyncDisposable
{
    // Together with the time of a start, this is less than the 30 seconds that callers usually wait.
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Func<string, WebApplication> _build;
    private WebApplication _app;
    private WebApplication? _replaced;

    private LocalServices(Func<string, WebApplication> build, string url) =>
        (_build, _app) = (build, BuildAt(build, url, this));

    public string Url => _app.Urls.First();

    /// <summary>Completes when the services have stopped for good, not at a restart.</summary>
    public Task Ended => _ended.Task;

    /// <param name="build">Builds the app for an address.</param>
    public static async Task<LocalServices> StartAsync(Func<string, WebApplication> build, string url)
    {
        var services = new LocalServices(build, url);
        await services._app.StartAsync();
        return services;
    }

    /// <summary>
    /// Stops the services as at the end of the process: work that has begun may finish, no new work begins. Then runs
    /// <paramref name="between"/> and starts them; at its start a service finds all due work at once. False when they did not stop in time:
    /// they are then started again without <paramref name="between"/>.
    /// </summary>
    public async Task<bool> RestartAsync(Action between)
    {
        await _turn.WaitAsync();
        try
        {
            var url = Url;
            _replaced = _app;
            var stopped = await HasStoppedAsync();
            await _app.DisposeAsync();
            if (stopped)
            {
                between();
            }
            _app = BuildAt(_build, url, this);
            await _app.StartAsync();
            return stopped;
        }
        catch
        {
            // Without its services, Local must stop, too.
            _ended.TrySetResult();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task StopAsync()
    {
        await _turn.WaitAsync();
        await _app.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _turn.Dispose();
    }

    private static WebApplication BuildAt(Func<string, WebApplication> build, string url, LocalServices services)
    {
        var app = build(url);
        app.Lifetime.ApplicationStopping.Register(() =>
        {
            if (app != services._replaced)
            {
                services._ended.TrySetResult();
            }
        });
        return app;
    }

    private async Task<bool> HasStoppedAsync()
    {
        using var bound = new CancellationTokenSource(StopBound);
        try
        {
            await _app.StopAsync(bound.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or AggregateException)
        {
            return false;
        }
        return !bound.IsCancellationRequested;
    }
}
