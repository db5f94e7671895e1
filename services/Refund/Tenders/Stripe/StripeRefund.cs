using System.Text.Json;
using System.Text.Json.Serialization;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>A refund as Stripe tells of it; what we don't need is left out.</summary>
/// <param name="Id"><c>re_…</c>, or <c>pyr_…</c> for what is no card.</param>
/// <param name="Status"><c>pending</c>, <c>requires_action</c>, <c>succeeded</c>, <c>failed</c> or <c>canceled</c>.</param>
/// <param name="Metadata">Ours: <see cref="RefundPart.ProviderKey"/> names the part.</param>
/// <param name="FailureReason">A word, when it has failed.</param>
/// <param name="PendingReason">A word, while it is pending.</param>
internal sealed record StripeRefund(
    string? Id,
    string? Status,
    IReadOnlyDictionary<string, string?>? Metadata,
    string? FailureReason,
    string? PendingReason
)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    [JsonIgnore]
    public Guid? Part => Guid.TryParse(Metadata?.GetValueOrDefault(RefundPart.ProviderKey), out var part) ? part : null;

    public ProviderAnswer ToAnswer(ProviderOutcome unlessClear) =>
        (Id, Status) switch
        {
            ({ } id, "succeeded") => new(ProviderOutcome.Succeeded, Status, id),
            ({ } id, "pending" or "requires_action") => new(ProviderOutcome.Pending, Say(Status, PendingReason), id),
            ({ } id, "failed") when FailureReason == "charge_for_pending_refund_disputed" => new(
                ProviderOutcome.Disputed,
                Say(Status, FailureReason),
                id
            ),
            ({ } id, "failed" or "canceled") => new(ProviderOutcome.Failed, Say(Status, FailureReason), id),
            _ => new(unlessClear, $"a refund of status {Status}"),
        };

    private static string Say(string status, string? reason) => reason is null ? status : $"{status}: {reason}";
}

internal sealed record StripeList(IReadOnlyList<StripeRefund>? Data, bool HasMore);

internal sealed record StripeFailure(StripeError? Error);

/// <param name="Type"><c>api_error</c>, <c>card_error</c>, <c>idempotency_error</c> or <c>invalid_request_error</c>.</param>
/// <param name="Code">A word that says more, for some.</param>
/// <param name="Param">The parameter it is about, for some.</param>
internal sealed record StripeError(string? Type, string? Code, string? Param);
