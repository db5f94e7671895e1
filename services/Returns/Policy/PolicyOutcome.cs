using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>What a policy decides on a request.</summary>
/// <param name="Decision">Approve, when every line is; review, when a person must look; refuse, when a line or the request is refused.</param>
/// <param name="Rules">The rules that decided on the request as a whole.</param>
/// <param name="Clocks">How long each step may take.</param>
/// <param name="Deduction">What is taken off the refund of all lines together, in minor units; less than 0: given back.</param>
/// <param name="ReturnFee">What the way back costs the customer, in minor units; other orders of the request bear a part of it.</param>
internal sealed record PolicyOutcome(
    string Decision,
    IReadOnlyList<LineOutcome> Lines,
    IReadOnlyList<FiredRule> Rules,
    ClockTerms Clocks,
    long Deduction,
    long ReturnFee = 0
)
{
    /// <summary>The refund of the approved lines after the deduction; in minor units.</summary>
    public long Refund => Math.Max(0, Lines.Sum(x => x.Refund) - Deduction);

    public IEnumerable<FiredRule> AllRules => Lines.SelectMany(x => x.Rules).Concat(Rules);
}

/// <summary>What a policy decides on a line of a request.</summary>
/// <param name="Decision">A word of <see cref="DecisionWords"/>.</param>
/// <param name="Rule">The rule that approved or refused it.</param>
/// <param name="Text">Why it may not come back; null: it may.</param>
/// <param name="Basis">A word of <see cref="Bases"/>; null: refused.</param>
/// <param name="Until">The end of the window or warranty by which it comes back.</param>
/// <param name="WarrantyUntil">The end of its warranty, whatever the reason; null: it has none.</param>
/// <param name="Terms">Postage and fee of its refund.</param>
/// <param name="ReturnPostage">Who pays the way back.</param>
/// <param name="Refund">Before the deduction of the request, in minor units.</param>
/// <param name="Required">The condition that the goods must be in: words of <see cref="GoodsConditions"/>.</param>
/// <param name="Offers">What the customer may choose, and what cannot be carried out yet.</param>
/// <param name="Dispositions">What is done with the goods by grade.</param>
/// <param name="DispositionRule">The rule that says so; <see cref="BuiltIn.Dispositions"/> where none does.</param>
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

    /// <summary>What is given on top of the refund, in percent; null: nothing, or it is not taken as store credit.</summary>
    public decimal? BonusPercentOf(string resolution) =>
        resolution == OfferKinds.StoreCredit
            ? Offers.FirstOrDefault(x => x.Kind == OfferKinds.StoreCreditBonus)?.Percent
            : null;

    /// <summary>Whether a resolution that is on offer can be carried out today.</summary>
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
/// <param name="Subject">The list of the document that it is in, for example <c>windows</c>; null: built in.</param>
/// <param name="Effect">Approve, review or refuse; null: it only set terms.</param>
/// <param name="Text">For the customer; null: it has none.</param>
internal sealed record FiredRule(
    string? Subject,
    string Rule,
    [property: OneOf(typeof(DecisionWords))] string? Effect,
    LocalText? Text
);

/// <summary>Something that a customer may choose.</summary>
/// <param name="Kind">A word of <see cref="OfferKinds"/>.</param>
/// <param name="Percent">Of the price (keep the item) or on top of the refund (bonus); null: it has none.</param>
/// <param name="Available">False: the policy offers it, and this product cannot carry it out yet.</param>
/// <param name="Text">Why it is unavailable.</param>
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
