using System.Text.Json;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>What a call means that got no answer.</summary>
internal static class ProviderCall
{
    /// <summary>Of a submission: whether it was taken is unknown, unless it was never sent.</summary>
    public static async Task<ProviderAnswer> SubmitAsync(
        Func<Task<ProviderAnswer>> call,
        CancellationToken cancellation
    )
    {
        try
        {
            return await call();
        }
        catch (HttpRequestException exception) when (WasNeverSent(exception))
        {
            return new ProviderAnswer(ProviderOutcome.TryLater, $"{exception.HttpRequestError}");
        }
        catch (Exception exception) when (IsBroken(exception) && !cancellation.IsCancellationRequested)
        {
            return new ProviderAnswer(ProviderOutcome.Unknown, exception.GetType().Name);
        }
    }

    /// <summary>Of a look-up: nothing was learned.</summary>
    public static async Task<ProviderAnswer> FindAsync(Func<Task<ProviderAnswer>> call, CancellationToken cancellation)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (IsBroken(exception) && !cancellation.IsCancellationRequested)
        {
            return new ProviderAnswer(ProviderOutcome.TryLater, exception.GetType().Name);
        }
    }

    private static bool WasNeverSent(HttpRequestException exception) =>
        exception.HttpRequestError
            is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError;

    // A timeout of the client is an OperationCanceledException, too.
    internal static bool IsBroken(Exception exception) =>
        exception is HttpRequestException or OperationCanceledException or JsonException or IOException;
}
