using System.Globalization;
using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>An event of a return with the fields of its kind; stored and shown as a JSON object. Amounts are minor units.</summary>
/// <param name="Kind">The kind, which is <c>what</c> in the JSON object.</param>
/// <param name="Detail">The fields as a text for people; null: it has none.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "what")]
[JsonDerivedType(typeof(Requested), "requested")]
[JsonDerivedType(typeof(ReviewOpened), "review_opened")]
[JsonDerivedType(typeof(EvidenceAsked), "evidence_asked")]
[JsonDerivedType(typeof(EvidenceAdded), "evidence_added")]
[JsonDerivedType(typeof(Approved), "approved")]
[JsonDerivedType(typeof(Rejected), "rejected")]
[JsonDerivedType(typeof(ReceiptOpened), "receipt_opened")]
[JsonDerivedType(typeof(UnexpectedUnit), "unexpected_unit")]
[JsonDerivedType(typeof(Received), "received")]
[JsonDerivedType(typeof(Inspected), "inspected")]
[JsonDerivedType(typeof(RefundPlanned), "refund_planned")]
[JsonDerivedType(typeof(RefundSubmitted), "refund_submitted")]
[JsonDerivedType(typeof(Refunded), "refunded")]
[JsonDerivedType(typeof(RefundFailed), "refund_failed")]
[JsonDerivedType(typeof(RefundReversed), "refund_reversed")]
[JsonDerivedType(typeof(RefundedAgain), "refunded_again")]
[JsonDerivedType(typeof(ShortfallPaid), "shortfall_paid")]
[JsonDerivedType(typeof(CustomerTold), "customer_told")]
[JsonDerivedType(typeof(Redriven), "redriven")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Expired), "expired")]
[JsonDerivedType(typeof(InTransit), "in_transit")]
[JsonDerivedType(typeof(ParcelLost), "parcel_lost")]
[JsonDerivedType(typeof(Withdrawn), "withdrawn")]
[JsonDerivedType(typeof(CancellationRequested), "cancellation_requested")]
[JsonDerivedType(typeof(Cancelled), "cancelled")]
[JsonDerivedType(typeof(ClosedByHand), "closed_by_hand")]
[JsonDerivedType(typeof(RoundOpened), "round_opened")]
[JsonDerivedType(typeof(VerdictOverdue), "verdict_overdue")]
internal abstract record TimelineEvent([property: JsonIgnore] string Kind, [property: JsonIgnore] string? Detail = null)
{
    /// <summary>The further order that the event concerns; null: the return's own order, or all orders.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OrderNumber { get; init; }

    internal sealed record Requested(string Channel) : TimelineEvent("requested", Channel);

    /// <param name="Rule">The policy rule that leaves the request to an agent.</param>
    internal sealed record ReviewOpened(string Rule) : TimelineEvent("review_opened", Rule);

    internal sealed record EvidenceAsked() : TimelineEvent("evidence_asked");

    internal sealed record EvidenceAdded(int Photos) : TimelineEvent("evidence_added", Text($"{Photos} photos"));

    /// <param name="Reason">The reason in the agent's words, or the policy rule when no agent decided in time.</param>
    internal sealed record Rejected(string Reason) : TimelineEvent("rejected", Reason);

    internal sealed record Approved(string Rule) : TimelineEvent("approved", Rule);

    internal sealed record ReceiptOpened() : TimelineEvent("receipt_opened");

    /// <param name="Outcome">Why the units were not expected.</param>
    internal sealed record UnexpectedUnit(int Units, string Outcome)
        : TimelineEvent("unexpected_unit", Text($"{Units} {Outcome}"));

    /// <param name="Expected">Units that became a round.</param>
    /// <param name="Unexpected">Received units that are in no round.</param>
    internal sealed record Received(int Expected, int Unexpected)
        : TimelineEvent("received", Text($"{Expected} expected, {Unexpected} unexpected"));

    /// <param name="Dispositions">The number of units by disposition.</param>
    internal sealed record Inspected(IReadOnlyDictionary<string, int> Dispositions)
        : TimelineEvent("inspected", string.Join(", ", Dispositions.Select(x => Text($"{x.Value} {x.Key}"))));

    /// <param name="Default">What the policy prescribes then: one of <see cref="Policy.JudgementDefaults"/>.</param>
    internal sealed record VerdictOverdue(string Default) : TimelineEvent("verdict_overdue", Default);

    /// <param name="StoreCredit">How much of it is given as store credit.</param>
    internal sealed record RefundPlanned(long Amount, string Currency, long StoreCredit)
        : TimelineEvent("refund_planned", Refund(Amount, Currency, StoreCredit));

    internal sealed record RefundSubmitted() : TimelineEvent("refund_submitted");

    /// <param name="StoreCredit">How much of it is given as store credit.</param>
    /// <param name="Shortfall">How much was not refunded because it had gone back by other means.</param>
    internal sealed record Refunded(long Amount, string Currency, long StoreCredit, long Shortfall = 0)
        : TimelineEvent(
            "refunded",
            Refund(Amount, Currency, StoreCredit)
                + (Shortfall > 0 ? Text($"; {Shortfall} not refunded, because it went back by other means") : "")
        );

    internal sealed record RefundFailed(string Reason) : TimelineEvent("refund_failed", Reason);

    /// <param name="Amount">The total amount reversed so far.</param>
    internal sealed record RefundReversed(long Amount, string Currency)
        : TimelineEvent("refund_reversed", Text($"{Amount} {Currency}"));

    /// <param name="Amount">The reversed amount, which is paid again.</param>
    internal sealed record RefundedAgain(long Amount, string Currency)
        : TimelineEvent("refunded_again", Text($"{Amount} {Currency}"));

    /// <param name="Amount">The part of the shortfall that finance paid later.</param>
    internal sealed record ShortfallPaid(long Amount, string Currency)
        : TimelineEvent("shortfall_paid", Text($"{Amount} {Currency}"));

    internal sealed record CustomerTold(string Step, string Outcome)
        : TimelineEvent("customer_told", $"{Step}: {Outcome}");

    internal sealed record Redriven() : TimelineEvent("redriven");

    internal sealed record Completed() : TimelineEvent("completed");

    internal sealed record Expired() : TimelineEvent("expired");

    internal sealed record InTransit(string? TrackingNumber) : TimelineEvent("in_transit", TrackingNumber);

    internal sealed record ParcelLost(string? TrackingNumber) : TimelineEvent("parcel_lost", TrackingNumber);

    internal sealed record Withdrawn(string LineId, int Units)
        : TimelineEvent("withdrawn", Text($"{Units} of line {LineId}"));

    internal sealed record CancellationRequested() : TimelineEvent("cancellation_requested");

    internal sealed record Cancelled() : TimelineEvent("cancelled");

    /// <param name="Reason">The reason, in the agent's words.</param>
    internal sealed record ClosedByHand(string Reason) : TimelineEvent("closed_by_hand", Reason);

    internal sealed record RoundOpened(int Round, int Units)
        : TimelineEvent("round_opened", Text($"round {Round}, {Units} units"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Refund(long amount, string currency, long storeCredit) =>
        Text($"{amount} {currency}") + (storeCredit == 0 ? "" : Text($", {storeCredit} of it store credit"));
}
