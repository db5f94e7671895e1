using System.Text.Json;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>An event of Stripe: what kind, and what it is about as it was then.</summary>
internal sealed record StripeEvent(string Type, StripeEventData Data)
{
    private static readonly JsonSerializerOptions Json = new(StripeRefund.Json)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Null: it is none.</summary>
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

/// <summary>A refund or a dispute; of anything else nothing is read.</summary>
internal sealed class StripeObject
{
    public string? Id { get; init; }

    public string? Status { get; init; }

    public long Amount { get; init; }

    public string? Currency { get; init; }

    // An object where somebody has asked Stripe to expand it, else an id.
    public JsonElement Charge { get; init; }

    public JsonElement PaymentIntent { get; init; }

    public JsonElement Metadata { get; init; }

    /// <summary>The part that a refund's metadata names.</summary>
    public Guid? Part => Named(RefundPart.ProviderKey);

    /// <summary>What the metadata names under a word of ours.</summary>
    public Guid? Named(string word) =>
        Metadata.ValueKind == JsonValueKind.Object
        && Metadata.TryGetProperty(word, out var named)
        && Guid.TryParse(Text(named), out var id)
            ? id
            : null;

    /// <summary>
    /// A bank's first question (a warning) takes nothing, whatever it leads to. What was given back was taken, whichever of both is
    /// heard first.
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
