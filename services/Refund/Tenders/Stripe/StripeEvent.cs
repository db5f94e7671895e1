using System.Text.Json;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>A Stripe event: its type, and its object at the time of the event.</summary>
internal sealed record StripeEvent(string Type, StripeEventData Data)
{
    private static readonly JsonSerializerOptions Json = new(ProviderJson.Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads an event; null: the body is not an event.</summary>
    public static StripeEvent? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<StripeEvent>(body, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record StripeEventData(StripeObject Object);

/// <summary>The fields that we need of a refund, a dispute or a checkout session.</summary>
internal sealed class StripeObject
{
    public string? Id { get; init; }

    public string? Status { get; init; }

    public long Amount { get; init; }

    public string? Currency { get; init; }

    // An id, or the whole object, depending on the account's settings.
    public JsonElement Charge { get; init; }

    public JsonElement PaymentIntent { get; init; }

    public JsonElement Metadata { get; init; }

    /// <summary>Our id in a field of the metadata.</summary>
    public Guid? MetadataId(string field) =>
        Metadata.ValueKind == JsonValueKind.Object
        && Metadata.TryGetProperty(field, out var value)
        && Guid.TryParse(Text(value), out var id)
            ? id
            : null;

    /// <summary>
    /// True when the dispute takes money or has taken it; a bank's inquiry (a warning) does not. Events may come in any order, so
    /// an event about money given back implies that it was taken before.
    /// </summary>
    public bool TakesMoney(string type) =>
        type is "charge.dispute.funds_withdrawn" or "charge.dispute.funds_reinstated"
        || Status?.StartsWith("warning_", StringComparison.Ordinal) == false;

    public Dispute ToDispute(string type)
    {
        var currency = (Currency ?? "").ToUpperInvariant();
        List<string> names = [.. new[] { IdOf(PaymentIntent), IdOf(Charge) }.OfType<string>()];
        return new()
        {
            Id = Id ?? "",
            Payment = names is [var first, ..] ? first : "",
            OtherName = names is [_, var second] ? second : null,
            Amount = StripeAmount.FromStripe(Amount, currency),
            Currency = currency,
            IsWon = type == "charge.dispute.funds_reinstated" || Status == "won",
            By = ProviderSettings.Stripe,
        };
    }

    private static string? IdOf(JsonElement payment) =>
        payment.ValueKind == JsonValueKind.Object && payment.TryGetProperty("id", out var id)
            ? Text(id)
            : Text(payment);

    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
