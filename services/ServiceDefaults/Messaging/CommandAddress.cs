using System.Text.RegularExpressions;

namespace AfterSalesMesh.ServiceDefaults.Messaging;

/// <summary>
/// The endpoint of a command, from the last part of its namespace (the service that handles it) and its name:
/// <c>Contracts.Warehouse.ExpectParcel</c> goes to <c>warehouse-expect-parcel</c>.
/// </summary>
public static partial class CommandAddress
{
    /// <summary>The name of the endpoint that handles a command.</summary>
    public static string EndpointOf<TCommand>() =>
        BetweenWords()
            .Replace($"{typeof(TCommand).Namespace!.Split('.')[^1]}-{typeof(TCommand).Name}", "-")
            .ToLowerInvariant();

    /// <summary>The exchange of that endpoint.</summary>
    /// <remarks>"exchange:" declares no queue, so that the broker returns a command without a consumer as unroutable.</remarks>
    public static Uri Of<TCommand>() => new($"exchange:{EndpointOf<TCommand>()}");

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex BetweenWords();
}
