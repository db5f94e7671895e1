using MassTransit;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>
/// Signals when the receive endpoints of this process stop. A message that fails after that goes back to the broker; messages
/// that are committed by then are sent before the connection closes.
/// </summary>
internal sealed class EndpointShutdown : IReceiveEndpointObserver, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Func<Task>> _beforeClosing = [];

    /// <summary>Cancelled when the endpoints stop, which is later than the host's own token.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <param name="action">Runs for each endpoint when it has handled all messages that it received.</param>
    public void BeforeClosing(Func<Task> action) => _beforeClosing.Add(action);

    Task IReceiveEndpointObserver.Stopping(ReceiveEndpointStopping stopping) => _stopping.CancelAsync();

    // Also called after each lost connection, when nothing can be sent: only a stop runs the actions.
    Task IReceiveEndpointObserver.Completed(ReceiveEndpointCompleted completed) =>
        _stopping.IsCancellationRequested
            ? Task.WhenAll(_beforeClosing.Select(action => action()))
            : Task.CompletedTask;

    Task IReceiveEndpointObserver.Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

    Task IReceiveEndpointObserver.Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();
}
