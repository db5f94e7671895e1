using System.Text.RegularExpressions;

namespace AfterSalesMesh.ServiceDefaults.Messaging;

/// <summary>
/// The endpoint of a command, from the last part of its namespace (the service that handles it) and its name:
/// <c>Contracts.Warehouse.ExpectParcel</c> goes to <c>warehouse-expect-parcel</c>.
/// </summary>
public static partial class CommandAddress
{
    /// <summary>The name of the endpoint that handles a command.</summary>
    public static string EndpointOf<TCommand>() => Name<TCommand>.Endpoint;

    /// <summary>The exchange of that endpoint.</summary>
    public static Uri Of<TCommand>() => Name<TCommand>.Exchange;

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex BetweenWords();

    private static class Name<TCommand>
    {
        public static readonly string Endpoint = BetweenWords()
            .Replace($"{typeof(TCommand).Namespace!.Split('.')[^1]}-{typeof(TCommand).Name}", "-")
            .ToLowerInvariant();

        // "exchange:" declares no queue, so that the broker returns a command without a consumer as unroutable.
        public static readonly Uri Exchange = new($"exchange:{Endpoint}");
    }
}
