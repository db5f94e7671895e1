using System.Text.Json.Serialization;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>The fields that we need of a Stripe refund.</summary>
/// <param name="Id"><c>re_…</c>, or <c>pyr_…</c> if the payment was not made by card.</param>
/// <param name="Status"><c>pending</c>, <c>requires_action</c>, <c>succeeded</c>, <c>failed</c> or <c>canceled</c>.</param>
/// <param name="Metadata">Our metadata: <see cref="RefundPart.MetadataName"/> is the part's id.</param>
/// <param name="FailureReason">Why it failed.</param>
/// <param name="PendingReason">Why it is pending.</param>
internal sealed record StripeRefund(
    string? Id,
    string? Status,
    IReadOnlyDictionary<string, string?>? Metadata,
    string? FailureReason,
    string? PendingReason
)
{
    [JsonIgnore]
    public Guid? Part =>
        Guid.TryParse(Metadata?.GetValueOrDefault(RefundPart.MetadataName), out var part) ? part : null;

    public ProviderAnswer ToAnswer(ProviderOutcome unlessClear) =>
        (Id, Status) switch
        {
            ({ } id, "succeeded") => new(ProviderOutcome.Succeeded, Status, id),
            ({ } id, "pending" or "requires_action") => new(
                ProviderOutcome.Pending,
                Describe(Status, PendingReason),
                id
            ),
            ({ } id, "failed") when FailureReason == "charge_for_pending_refund_disputed" => new(
                ProviderOutcome.Disputed,
                Describe(Status, FailureReason),
                id
            ),
            ({ } id, "failed" or "canceled") => new(ProviderOutcome.Failed, Describe(Status, FailureReason), id),
            _ => new(unlessClear, $"a refund of status {Status}"),
        };

    private static string Describe(string status, string? reason) => reason is null ? status : $"{status}: {reason}";
}

internal sealed record StripeList(IReadOnlyList<StripeRefund>? Data, bool HasMore);

internal sealed record StripeFailure(StripeError? Error);

/// <param name="Type"><c>api_error</c>, <c>card_error</c>, <c>idempotency_error</c> or <c>invalid_request_error</c>.</param>
/// <param name="Code">The error, for some types.</param>
/// <param name="Param">The wrong parameter, for some types.</param>
internal sealed record StripeError(string? Type, string? Code, string? Param);
