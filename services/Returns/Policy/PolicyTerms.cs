using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.ServiceDefaults.Http;
using NodaTime;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>How long goods may come back: days or months, and at least until a day of the year.</summary>
internal sealed record WindowTerms
{
    [Description("How many calendar days. The first is the day after the start, the last counts whole.")]
    [Range(0, 3650)]
    public int? Days { get; init; }

    [Description("How many months, instead of days.")]
    [Range(1, 120)]
    public int? Months { get; init; }

    [Description("When the window begins: with the delivery or with the sale.")]
    [OneOf(typeof(WindowStarts))]
    public string From { get; init; } = WindowStarts.Delivery;

    [Description(
        "The window ends no earlier than on this day of the year (the first one after the start): for a season."
    )]
    [JsonConverter(typeof(DayOfYearConverter))]
    public AnnualDate? Until { get; init; }

    [Description("Days after the window in which a request is still approved. They are not published.")]
    [Range(0, 365)]
    public int GraceDays { get; init; }

    [Description("Days after window and grace in which a request waits for an agent instead of being refused.")]
    [Range(0, 365)]
    public int ReviewDays { get; init; }

    /// <summary>The last day that is published.</summary>
    public DateOnly LastDayFrom(DateOnly start)
    {
        var last = Months is { } months ? start.AddMonths(months) : start.AddDays(Days ?? 0);
        return Until is { } season && SeasonEnd(season, start) is var end && end > last ? end : last;
    }

    /// <summary>The first such day of the year on or after the start.</summary>
    private static DateOnly SeasonEnd(AnnualDate season, DateOnly start)
    {
        var end = season.InYear(start.Year).ToDateOnly();
        return end >= start ? end : season.InYear(start.Year + 1).ToDateOnly();
    }
}

internal sealed record WarrantyTerms
{
    [Description(
        "How many months from delivery; from the sale where there was none. An order line may have a longer one."
    )]
    [Range(1, 600)]
    public required int Months { get; init; }

    [Description("The reasons that the warranty covers.")]
    [MinLength(1), MaxLength(100)]
    public required IReadOnlyList<string> Covers { get; init; }
}

internal sealed record ExclusionTerms
{
    [Description("False: the goods may not come back. True exempts the goods from the rules that follow.")]
    public required bool Returnable { get; init; }
}

internal sealed record ConditionTerms
{
    [Description(
        "The goods must meet all of these. A customer who declares otherwise is refused; an inspector checks them."
    )]
    [MaxLength(20)]
    [OneOf(typeof(GoodsConditions))]
    public required IReadOnlyList<string> Required { get; init; }
}

internal sealed record SetTerms
{
    [Description(
        "What applies when the customer keeps a part of the set: allow the return, deduct the kept part's price before discount, or refuse."
    )]
    [OneOf(typeof(IncompleteSets))]
    public required string Incomplete { get; init; }
}

internal sealed record PromotionTerms
{
    [Description(
        "The amount that had to be spent, in minor units, before the order's discount. Requires the condition currency."
    )]
    [Range(1, long.MaxValue)]
    public required long Spend { get; init; }

    [Description(
        "True: when the value of the kept goods falls below that amount, their part of the order's discount is deducted."
    )]
    public required bool ClawBack { get; init; }
}

internal sealed record CostTerms
{
    [Description("Whether the outbound postage of the pieces is refunded.")]
    [OneOf(typeof(OutboundPostages))]
    public string OutboundPostage { get; init; } = OutboundPostages.Kept;

    [Description("Who pays the return postage.")]
    [OneOf(typeof(Payers))]
    public string ReturnPostage { get; init; } = Payers.Customer;

    [Description("The part of the paid price that the shop keeps, in percent, with two decimals at most.")]
    [Range(0, 100)]
    public decimal RestockingPercent { get; init; }

    [Description(
        "Deducted once for each request, in minor units: for example for the label. Requires the condition currency."
    )]
    [Range(0, 100_000_000)]
    public long ReturnFee { get; init; }

    public Terms ToTerms() =>
        new(OutboundPostage == OutboundPostages.Refunded, (int)decimal.Round(RestockingPercent * 100));
}

internal sealed record ResolutionTerms
{
    [Description("The resolutions on offer.")]
    [MinLength(1), MaxLength(10)]
    [OneOf(typeof(Contracts.Words.Resolutions))]
    public required IReadOnlyList<string> Offer { get; init; }
}

internal sealed record StoreCreditTerms
{
    [Description(
        "The bonus added to a refund as store credit, in percent of the refund. No bonus where the order was paid with store credit."
    )]
    [Range(0, 100)]
    public required decimal BonusPercent { get; init; }
}

internal sealed record ExchangeTerms
{
    [Description("How often a piece may be exchanged.")]
    [Range(0, 100)]
    public required int Limit { get; init; }

    [Description(
        "True: the piece may also be exchanged for another product; the price difference is paid or refunded."
    )]
    public bool OtherProducts { get; init; }
}

internal sealed record ReviewTerms
{
    [Description("True: an agent decides. False exempts the goods from the rules that follow.")]
    public required bool Review { get; init; }
}

internal sealed record FairUseTerms
{
    [Description("The effect of the rule: note (the customer is told), review (an agent decides) or refuse.")]
    [OneOf(typeof(StandingEffects))]
    public required string Effect { get; init; }
}

internal sealed record AdvanceTerms
{
    [Description("True: the refund is paid when a carrier first scans the parcel.")]
    public bool InstantRefund { get; init; }

    [Description("True: a replacement is shipped before the goods have come back.")]
    public bool ExchangeInAdvance { get; init; }
}

internal sealed record ReturnlessTerms
{
    [Description(
        "True: refunded, and the customer keeps the goods. False exempts the goods from the rules that follow."
    )]
    public required bool KeepGoods { get; init; }
}

internal sealed record KeepOfferTerms
{
    [Description(
        "Partial refunds offered to a customer who keeps the goods, in percent of the paid price, in the order in which they are offered."
    )]
    [MaxLength(5)]
    [Range(1, 100)]
    public required IReadOnlyList<int> Percents { get; init; }
}

/// <summary>The disposition of each grade.</summary>
internal sealed record DispositionTerms
{
    public static readonly DispositionTerms GreenestFirst = new()
    {
        A = Contracts.Words.Dispositions.Restock,
        B = Contracts.Words.Dispositions.Refurbish,
        C = Contracts.Words.Dispositions.Outlet,
        D = Contracts.Words.Dispositions.Recycle,
    };

    [JsonPropertyName("A")]
    [OneOf(typeof(Dispositions))]
    public required string A { get; init; }

    [JsonPropertyName("B")]
    [OneOf(typeof(Dispositions))]
    public required string B { get; init; }

    [JsonPropertyName("C")]
    [OneOf(typeof(Dispositions))]
    public required string C { get; init; }

    [JsonPropertyName("D")]
    [OneOf(typeof(Dispositions))]
    public required string D { get; init; }
}

internal sealed record DestinationTerms
{
    [Description("The name of one of the storefront's return addresses.")]
    [MinLength(1), MaxLength(100)]
    public required string Address { get; init; }
}

/// <summary>How long each step may take, and what happens when nobody acts in that time.</summary>
internal sealed record ClockTerms
{
    [Description("How long a quote holds for a request that names it.")]
    public PolicyDuration Quote { get; init; } = PolicyDuration.Parse("PT24H");

    [Description("From the approval until the parcel must be handed to a carrier.")]
    public PolicyDuration HandOver { get; init; } = PolicyDuration.Parse("P14D");

    [Description(
        "From the approval until the customer is reminded to hand the parcel over. Default: half of handOver."
    )]
    public PolicyDuration? Remind { get; init; }

    [Description("The same for the second reminder. Default: six sevenths of handOver.")]
    public PolicyDuration? RemindAgain { get; init; }

    [Description("From the hand-over deadline until the parcel must have arrived; after that the return expires.")]
    public PolicyDuration Transit { get; init; } = PolicyDuration.Parse("P14D");

    [Description("From the arrival of the goods until the refund must be paid.")]
    public PolicyDuration Refund { get; init; } = PolicyDuration.Parse("P14D");

    [Description("How long a request may wait for an agent.")]
    public PolicyDuration Agent { get; init; } = PolicyDuration.Parse("PT48H");

    [Description("The decision on a request that no agent answers in time.")]
    [OneOf(typeof(AgentDefaults))]
    public string AgentDefault { get; init; } = AgentDefaults.Approve;

    [Description("How long a customer has to send what an agent asks for; the agent's time is paused meanwhile.")]
    public PolicyDuration Evidence { get; init; } = PolicyDuration.Parse("P7D");

    [Description("How long received goods may wait for a verdict.")]
    public PolicyDuration Judgement { get; init; } = PolicyDuration.Parse("P10D");

    [Description("What happens to goods that get no verdict in time.")]
    [OneOf(typeof(JudgementDefaults))]
    public string JudgementDefault { get; init; } = JudgementDefaults.Refund;

    [Description("How long a customer has to answer an offer.")]
    public PolicyDuration Offer { get; init; } = PolicyDuration.Parse("P7D");

    [Description("What happens to an offer that the customer does not answer.")]
    [OneOf(typeof(OfferDefaults))]
    public string OfferDefault { get; init; } = OfferDefaults.Decline;
}

internal sealed record StandingTerms
{
    [Description("The orders and returns of this period before a request count.")]
    public PolicyDuration Over { get; init; } = PolicyDuration.Parse("P12M");

    [Description("The figures above which an agent is shown a signal.")]
    public SignalTerms Signals { get; init; } = new();

    [Description("How a customer may object: a sentence for customers.")]
    public LocalText Appeal { get; init; } =
        new(
            "如有异议，请回复客服，我们会安排人工复核。",
            "If you disagree, reply to our customer service; a person will review it."
        );
}

/// <summary>The figures above which a customer's past is a <see cref="Signal"/>.</summary>
internal sealed record SignalTerms
{
    [Description("More than this share of the pieces bought came back, in percent; counted from two orders on.")]
    [Range(0, 100)]
    public int ReturnRateAbove { get; init; } = 50;

    [Description("More returned pieces than this did not match the request.")]
    [Range(0, 1_000_000)]
    public int MismatchesAbove { get; init; }

    [Description("More returned pieces than this were worn.")]
    [Range(0, 1_000_000)]
    public int WornAbove { get; init; }

    [Description("The orders went to more addresses than this.")]
    [Range(1, 200)]
    public int AddressesAbove { get; init; } = 3;
}
