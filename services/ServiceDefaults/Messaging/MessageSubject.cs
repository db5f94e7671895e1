using System.Text.Json;
using AfterSalesMesh.DurableMessaging.Sagas;

namespace AfterSalesMesh.ServiceDefaults.Messaging;

/// <summary>Reads the return and the storefront from the JSON of any message; a <see cref="SagaIsDue"/> names them correlation id and owner.</summary>
internal static class MessageSubject
{
    public static (Guid? ReturnId, string? StorefrontId) Of(JsonElement message) =>
        (
            Id(message, "returnId") ?? Id(message, "correlationId"),
            Text(message, "storefrontId") ?? Text(message, "owner")
        );

    private static Guid? Id(JsonElement message, string name) =>
        Guid.TryParse(Text(message, name), out var id) ? id : null;

    private static string? Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
