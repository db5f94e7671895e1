using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>A policy's decision on a request.</summary>
/// <param name="Decision">Approve: every line is approved. Review: a person must decide. Refuse: a line or the request is refused.</param>
/// <param name="Rules">The rules that decided on the request as a whole.</param>
/// <param name="Clocks">How long each step may take.</param>
/// <param name="Deduction">The deduction from the refund of all lines together, in minor units; below 0: an addition.</param>
/// <param name="ReturnFee">The fee that the customer pays for the return, in minor units; other orders of the request may bear a part of it.</param>
internal sealed record PolicyOutcome(
    string Decision,
    IReadOnlyList<LineOutcome> Lines,
    IReadOnlyList<FiredRule> Rules,
    ClockTerms Clocks,
    long Deduction,
    long ReturnFee = 0
)
{
    /// <summary>The promotion whose discount is taken back when too little is kept, or may be given back; null: none.</summary>
    public Promotion? Promotion { get; init; }

    /// <summary>The sets of the approved lines whose kept parts may be deducted or given back.</summary>
    public IReadOnlySet<string> SetsWithDeduction { get; init; } = new HashSet<string>();

    /// <summary>The refund of the approved lines after the deduction; in minor units.</summary>
    public long Refund => Math.Max(0, Lines.Sum(x => x.Refund) - Deduction);

    public IEnumerable<FiredRule> AllRules => Lines.SelectMany(x => x.Rules).Concat(Rules);
}

/// <summary>A policy's decision on a line of a request.</summary>
/// <param name="Decision">One of <see cref="DecisionWords"/>.</param>
/// <param name="Rule">The rule that approved or refused the line.</param>
/// <param name="Text">The reason for a refusal; null: it is not refused.</param>
/// <param name="Basis">One of <see cref="Bases"/>; null: refused.</param>
/// <param name="Until">The end of the window or warranty under which the line comes back.</param>
/// <param name="WarrantyUntil">The end of the line's warranty, whatever the reason of the return; null: it has none.</param>
/// <param name="Terms">The postage and fee of the refund.</param>
/// <param name="ReturnPostage">Who pays the return postage.</param>
/// <param name="Refund">The refund before the deduction of the request, in minor units.</param>
/// <param name="Required">The condition that the goods must be in: some of <see cref="GoodsConditions"/>.</param>
/// <param name="Offers">The offers that the customer may choose from, including those that are not available yet.</param>
/// <param name="Dispositions">The dispositions of the goods by grade.</param>
/// <param name="DispositionRule">The rule with these dispositions; <see cref="BuiltIn.Dispositions"/>: no rule applied.</param>
/// <param name="Destination">The return address that they are sent to; null: the storefront's first.</param>
/// <param name="Rules">All rules that fired.</param>
internal sealed record LineOutcome(
    string LineId,
    string Decision,
    string Rule,
    LocalText? Text,
    string? Basis,
    DateTimeOffset? Until,
    DateTimeOffset? WarrantyUntil,
    Terms Terms,
    string ReturnPostage,
    long Refund,
    IReadOnlyList<string> Required,
    IReadOnlyList<PolicyOffer> Offers,
    DispositionTerms Dispositions,
    string DispositionRule,
    string? Destination,
    IReadOnlyList<FiredRule> Rules
)
{
    public bool Approved => Decision != DecisionWords.Refuse;

    /// <summary>The fee for a return with this line, in minor units; a return is charged the highest of its lines' once.</summary>
    public long ReturnFee { get; init; }

    /// <summary>True when the kept parts of the line's set are deducted.</summary>
    public bool DeductsSet { get; init; }

    /// <summary>The bonus on top of the refund, in percent; null: none, or the resolution is not store credit.</summary>
    public decimal? BonusPercentOf(string resolution) =>
        resolution == OfferKinds.StoreCredit
            ? Offers.FirstOrDefault(x => x.Kind == OfferKinds.StoreCreditBonus)?.Percent
            : null;

    /// <summary>True when an offered resolution is available today.</summary>
    public bool CanCarryOut(string resolution) => Offers.Any(x => x.Kind == resolution && x.Available);

    public static LineOutcome Refuse(LineFacts line, IReadOnlyList<FiredRule> rules) =>
        new(
            line.LineId,
            DecisionWords.Refuse,
            rules[^1].Rule,
            rules[^1].Text,
            null,
            null,
            null,
            default,
            Payers.Customer,
            0,
            [],
            [],
            DispositionTerms.GreenestFirst,
            BuiltIn.Dispositions,
            null,
            rules
        );
}

/// <summary>A rule that contributed to an outcome.</summary>
/// <param name="Subject">The list of the document that the rule is in, for example <c>windows</c>; null: built in.</param>
/// <param name="Effect">Approve, review or refuse; null: the rule only sets terms.</param>
/// <param name="Text">The rule's text for the customer; null: none.</param>
internal sealed record FiredRule(
    string? Subject,
    string Rule,
    [property: OneOf(typeof(DecisionWords))] string? Effect,
    LocalText? Text
);

/// <summary>An offer that a customer may choose.</summary>
/// <param name="Kind">One of <see cref="OfferKinds"/>.</param>
/// <param name="Percent">Percent of the price (keep the item) or of the refund (bonus); null: not applicable.</param>
/// <param name="Available">False: the policy offers it, but this product does not support it yet.</param>
/// <param name="Text">The reason why it is unavailable.</param>
internal sealed record PolicyOffer(
    [property: OneOf(typeof(OfferKinds))] string Kind,
    string Rule,
    decimal? Percent,
    bool Available,
    LocalText? Text
);

internal static class OfferKinds
{
    public const string Refund = Contracts.Words.Resolutions.Refund;
    public const string StoreCredit = Contracts.Words.Resolutions.StoreCredit;
    public const string Exchange = Contracts.Words.Resolutions.Exchange;
    public const string Repair = Contracts.Words.Resolutions.Repair;
    public const string StoreCreditBonus = "store_credit_bonus";
    public const string InstantRefund = "instant_refund";
    public const string ExchangeInAdvance = "exchange_in_advance";
    public const string Returnless = "returnless_refund";
    public const string KeepItem = "keep_item";
}
