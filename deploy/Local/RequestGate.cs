namespace AfterSalesMesh.Local;

/// <summary>Lets new requests wait while the clock moves, and knows how many are running.</summary>
internal sealed class RequestGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _opening;
    private TaskCompletionSource? _empty;
    private int _running;

    /// <summary>A middleware for all requests but those to <paramref name="except"/>, which close the gate.</summary>
    public Func<HttpContext, RequestDelegate, Task> Before(string except) =>
        (context, next) =>
            context.Request.Path.StartsWithSegments(except, StringComparison.OrdinalIgnoreCase)
                ? next(context)
                : PassAsync(context, next);

    /// <summary>Lets nobody pass any more, and waits for those who have. False, and open again, when they take too long.</summary>
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
            // The caller has gone.
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

    /// <summary>Null when the request may pass: it is counted.</summary>
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
