using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>What happened to a return, with the fields of its kind; stored and shown as a JSON object.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "what")]
[JsonDerivedType(typeof(Requested), "requested")]
[JsonDerivedType(typeof(Approved), "approved")]
[JsonDerivedType(typeof(ReceiptOpened), "receipt_opened")]
[JsonDerivedType(typeof(UnitReceived), "unit_received")]
[JsonDerivedType(typeof(UnexpectedUnit), "unexpected_unit")]
[JsonDerivedType(typeof(Received), "received")]
[JsonDerivedType(typeof(Inspected), "inspected")]
[JsonDerivedType(typeof(RefundPlanned), "refund_planned")]
[JsonDerivedType(typeof(RefundSubmitted), "refund_submitted")]
[JsonDerivedType(typeof(Refunded), "refunded")]
[JsonDerivedType(typeof(RefundFailed), "refund_failed")]
[JsonDerivedType(typeof(RefundReversed), "refund_reversed")]
[JsonDerivedType(typeof(RefundedAgain), "refunded_again")]
[JsonDerivedType(typeof(CustomerTold), "customer_told")]
[JsonDerivedType(typeof(Redriven), "redriven")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Expired), "expired")]
internal abstract record TimelineEvent
{
    /// <summary>Its kind, for example <c>refund_planned</c>.</summary>
    [JsonIgnore]
    public string Kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(GetType().Name);

    /// <summary>Its fields as a person reads them; null when its kind says it all.</summary>
    public virtual string? Describe() => null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    internal sealed record Requested(string Channel) : TimelineEvent
    {
        public override string Describe() => Channel;
    }

    internal sealed record Approved(string Rule) : TimelineEvent
    {
        public override string Describe() => Rule;
    }

    internal sealed record ReceiptOpened : TimelineEvent;

    internal sealed record UnitReceived(string LineId, int Units) : TimelineEvent
    {
        public override string Describe() => Text($"{Units} of line {LineId}");
    }

    /// <param name="Outcome">Why they were not expected.</param>
    internal sealed record UnexpectedUnit(int Units, string Outcome) : TimelineEvent
    {
        public override string Describe() => Text($"{Units} {Outcome}");
    }

    internal sealed record Received(int Expected, int Unexpected) : TimelineEvent
    {
        public override string Describe() => Text($"{Expected} expected, {Unexpected} unexpected");
    }

    /// <param name="Dispositions">How many units got each disposition.</param>
    internal sealed record Inspected(IReadOnlyDictionary<string, int> Dispositions) : TimelineEvent
    {
        public override string Describe() => string.Join(", ", Dispositions.Select(x => Text($"{x.Value} {x.Key}")));
    }

    /// <param name="Amount">Minor units.</param>
    /// <param name="StoreCredit">How much of it is given as store credit.</param>
    internal sealed record RefundPlanned(long Amount, string Currency, long StoreCredit) : TimelineEvent
    {
        public override string Describe() => Refund(Amount, Currency, StoreCredit);
    }

    internal sealed record RefundSubmitted : TimelineEvent;

    /// <param name="Amount">Minor units.</param>
    /// <param name="StoreCredit">How much of it is given as store credit.</param>
    /// <param name="Shortfall">How much less than planned it is, as that went back by other means.</param>
    internal sealed record Refunded(long Amount, string Currency, long StoreCredit, long Shortfall = 0) : TimelineEvent
    {
        public override string Describe() =>
            Refund(Amount, Currency, StoreCredit)
            + (Shortfall > 0 ? Text($"; {Shortfall} went back by other means") : "");
    }

    internal sealed record RefundFailed(string Reason) : TimelineEvent
    {
        public override string Describe() => Reason;
    }

    /// <param name="Amount">All that was reversed so far, in minor units.</param>
    internal sealed record RefundReversed(long Amount, string Currency) : TimelineEvent
    {
        public override string Describe() => Text($"{Amount} {Currency}");
    }

    /// <param name="Amount">What had been reversed and is paid again, in minor units.</param>
    internal sealed record RefundedAgain(long Amount, string Currency) : TimelineEvent
    {
        public override string Describe() => Text($"{Amount} {Currency}");
    }

    internal sealed record CustomerTold(string Step, string Outcome) : TimelineEvent
    {
        public override string Describe() => $"{Step}: {Outcome}";
    }

    internal sealed record Redriven : TimelineEvent;

    internal sealed record Completed : TimelineEvent;

    internal sealed record Expired : TimelineEvent;

    private static string Refund(long amount, string currency, long storeCredit) =>
        storeCredit == 0
            ? Text($"{amount} {currency}")
            : Text($"{amount} {currency}, {storeCredit} of it store credit");
}
