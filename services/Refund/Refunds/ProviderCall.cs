using System.Text.Json;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Calls a provider; if the call fails, returns an answer that says so.</summary>
internal static class ProviderCall
{
    /// <summary>Submits a refund. If no answer comes, it is unknown whether the provider has accepted the refund, unless nothing was sent.</summary>
    public static Task<ProviderAnswer> SubmitAsync(Func<Task<ProviderAnswer>> call, CancellationToken cancellation) =>
        AskAsync(
            async () =>
            {
                try
                {
                    return await call();
                }
                catch (HttpRequestException exception) when (WasNeverSent(exception))
                {
                    return new ProviderAnswer(ProviderOutcome.TryLater, $"{exception.HttpRequestError}");
                }
            },
            error => new ProviderAnswer(ProviderOutcome.Unknown, error),
            cancellation
        );

    /// <summary>Looks a refund up. If no answer comes, it is tried again later.</summary>
    public static Task<ProviderAnswer> FindAsync(Func<Task<ProviderAnswer>> call, CancellationToken cancellation) =>
        AskAsync(call, error => new ProviderAnswer(ProviderOutcome.TryLater, error), cancellation);

    /// <param name="call">The call.</param>
    /// <param name="withoutAnswer">Makes the answer for a failed call from an error text that may be logged.</param>
    /// <param name="cancellation">Cancels the call with an exception.</param>
    public static async Task<TAnswer> AskAsync<TAnswer>(
        Func<Task<TAnswer>> call,
        Func<string, TAnswer> withoutAnswer,
        CancellationToken cancellation
    )
    {
        try
        {
            return await call();
        }
        // A timeout of the client is an OperationCanceledException, too.
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException or JsonException or IOException
                && !cancellation.IsCancellationRequested
            )
        {
            return withoutAnswer(
                exception is HttpRequestException { StatusCode: { } status }
                    ? $"HTTP {(int)status}"
                    : exception.GetType().Name
            );
        }
    }

    private static bool WasNeverSent(HttpRequestException exception) =>
        exception.HttpRequestError
            is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError;
}
