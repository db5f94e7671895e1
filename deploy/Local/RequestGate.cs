namespace AfterSalesMesh.Local;

/// <summary>Holds new requests back while the clock is moved, and counts the running ones.</summary>
internal sealed class RequestGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _opening;
    private TaskCompletionSource? _empty;
    private int _running;

    /// <summary>A middleware for all requests except those to <paramref name="except"/>, which close the gate.</summary>
    public Func<HttpContext, RequestDelegate, Task> Before(string except) =>
        (context, next) =>
            context.Request.Path.StartsWithSegments(except, StringComparison.OrdinalIgnoreCase)
                ? next(context)
                : PassAsync(context, next);

    /// <summary>Holds new requests back and waits for the running ones. When these take too long, opens the gate again and returns false.</summary>
    public async Task<bool> CloseAsync(TimeSpan timeout)
    {
        Task empty;
        lock (_lock)
        {
            _opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            SignalWhenEmpty();
            empty = _empty.Task;
        }
        try
        {
            await empty.WaitAsync(timeout);
            return true;
        }
        catch (TimeoutException)
        {
            Open();
            return false;
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _opening?.SetResult();
            (_opening, _empty) = (null, null);
        }
    }

    private async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            while (ToWaitFor() is { } opening)
            {
                await opening.WaitAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected.
            return;
        }
        try
        {
            await next(context);
        }
        finally
        {
            lock (_lock)
            {
                _running--;
                SignalWhenEmpty();
            }
        }
    }

    /// <summary>Counts the request and returns null when it may pass; else returns what it must wait for.</summary>
    private Task? ToWaitFor()
    {
        lock (_lock)
        {
            if (_opening is null)
            {
                _running++;
            }
            return _opening?.Task;
        }
    }

    private void SignalWhenEmpty()
    {
        if (_running == 0)
        {
            _empty?.TrySetResult();
        }
    }
}
