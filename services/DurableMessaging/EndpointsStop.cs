using MassTransit;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>
/// Knows when the endpoints of this process stop: what fails from then on is given back to the broker, and what was said
/// last is sent before the connection closes.
/// </summary>
internal sealed class EndpointsStop : IReceiveEndpointObserver, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Func<Task>> _lastWords = [];

    /// <summary>Later than the host's own: until then, requests and workers still need consumers.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <param name="say">Done for each endpoint, when it has handled what it took.</param>
    public void BeforeClosing(Func<Task> say) => _lastWords.Add(say);

    Task IReceiveEndpointObserver.Stopping(ReceiveEndpointStopping stopping) => _stopping.CancelAsync();

    // Also after each lost connection; then there is nobody to say it to.
    Task IReceiveEndpointObserver.Completed(ReceiveEndpointCompleted completed) =>
        _stopping.IsCancellationRequested ? Task.WhenAll(_lastWords.Select(say => say())) : Task.CompletedTask;

    Task IReceiveEndpointObserver.Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

    Task IReceiveEndpointObserver.Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();
}
