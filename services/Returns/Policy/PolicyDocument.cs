using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// A storefront's policy. Each subject is a list of rules, and the first rule whose conditions all hold decides. docs/policy.md
/// describes it.
/// </summary>
internal sealed record PolicyDocument
{
    public const int MaxRules = 200;

    /// <summary>
    /// The maximum of <see cref="EntryCount"/>. Each line of each request may be compared with all of them, and the public page
    /// contains them all.
    /// </summary>
    public const int MaxEntries = 5_000;
    private const int MaxReasons = 100;

    [Description("The policy's name, for people.")]
    [MaxLength(100)]
    public required string Name { get; init; }

    [Description("Why a customer may send something back.")]
    [MinLength(1), MaxLength(MaxReasons)]
    public required IReadOnlyList<ReturnReason> Reasons { get; init; }

    [Description("How long goods may come back. The last rule has no conditions, so that every case has a window.")]
    [MinLength(1), MaxLength(MaxRules)]
    public required IReadOnlyList<PolicyRule<WindowTerms>> Windows { get; init; }

    [Description(
        "How long, and for which reasons, goods may come back after their return window. Without a rule: not at all."
    )]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<WarrantyTerms>> Warranty { get; init; } = [];

    [Description("Goods that may not come back. Without a rule: they may.")]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<ExclusionTerms>> Exclusions { get; init; } = [];

    [Description("The condition that goods must be in. Without a rule: any.")]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<ConditionTerms>> Conditions { get; init; } = [];

    [Description("Sets, and gifts with a purchase, of which only a part comes back. Without a rule: allowed.")]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<SetTerms>> Sets { get; init; } = [];

    [Description(
        "What happens to a promotion's discount when the customer keeps less than the promotion required. Without a rule: each piece keeps its share."
    )]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<PromotionTerms>> Promotions { get; init; } = [];

    [Description(
        "Who pays the postage, and fees. Without a rule: outbound postage is not refunded, the customer pays the return postage, no fee."
    )]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<CostTerms>> Costs { get; init; } = [];

    [Description("The resolutions that a customer may ask for. Without a rule: a refund.")]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<ResolutionTerms>> Resolutions { get; init; } = [];

    [Description("The bonus for a customer who takes store credit. Without a rule: none.")]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<StoreCreditTerms>> StoreCredit { get; init; } = [];

    [Description(
        "How often a piece may be exchanged, and for what. Without a rule: as often as the customer likes, for the same product."
    )]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<ExchangeTerms>> Exchanges { get; init; } = [];

    [Description("Requests that wait for an agent. Without a rule: none.")]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<ReviewTerms>> Reviews { get; init; } = [];

    [Description("Customers whose standing counts against them. Without a rule: none.")]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<FairUseTerms>> FairUse { get; init; } = [];

    [Description("Refunds or replacements that are given before the return has arrived. Without a rule: none.")]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<AdvanceTerms>> Advances { get; init; } = [];

    [Description("Goods that are refunded without coming back. Without a rule: none.")]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<ReturnlessTerms>> Returnless { get; init; } = [];

    [Description("Partial refunds that are offered to a customer who keeps the goods. Without a rule: none.")]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<KeepOfferTerms>> KeepOffers { get; init; } = [];

    [Description("What is done with inspected goods, by grade. Without a rule: restock, refurbish, outlet, recycle.")]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<DispositionTerms>> Dispositions { get; init; } = [];

    [Description("Which of the storefront's return addresses the goods are sent to. Without a rule: the first.")]
    [MaxLength(MaxRules)]
    public IReadOnlyList<PolicyRule<DestinationTerms>> Destinations { get; init; } = [];

    [Description("How long each step may take, and what happens when nobody answers. The last rule has no conditions.")]
    [MinLength(1), MaxLength(MaxRules)]
    public required IReadOnlyList<PolicyRule<ClockTerms>> Clocks { get; init; }

    [Description("How a customer's standing is measured.")]
    public StandingTerms Standing { get; init; } = new();

    [Description("How long decisions are kept.")]
    public PolicyDuration DecisionsKept { get; init; } = PolicyDuration.Parse("P2Y");

    /// <summary>True when a rule uses the customer's standing.</summary>
    [JsonIgnore]
    public bool UsesStanding => AllConditions().Any(x => x.UsesStanding);

    /// <summary>The number of entries in the lists of all conditions, and of what the warranties cover.</summary>
    [JsonIgnore]
    public int EntryCount => AllConditions().Sum(x => x.EntryCount) + Warranty.Sum(x => x.Then.Covers.Count);

    public ReturnReason? Reason(string word) => Reasons.FirstOrDefault(x => x.Word == word);

    private IEnumerable<RuleConditions> AllConditions() =>
        [
            .. Windows.Select(x => x.When),
            .. Warranty.Select(x => x.When),
            .. Exclusions.Select(x => x.When),
            .. Conditions.Select(x => x.When),
            .. Sets.Select(x => x.When),
            .. Promotions.Select(x => x.When),
            .. Costs.Select(x => x.When),
            .. Resolutions.Select(x => x.When),
            .. StoreCredit.Select(x => x.When),
            .. Exchanges.Select(x => x.When),
            .. Reviews.Select(x => x.When),
            .. FairUse.Select(x => x.When),
            .. Advances.Select(x => x.When),
            .. Returnless.Select(x => x.When),
            .. KeepOffers.Select(x => x.When),
            .. Dispositions.Select(x => x.When),
            .. Destinations.Select(x => x.When),
            .. Clocks.Select(x => x.When),
        ];
}

/// <summary>A reason that a customer may give.</summary>
internal sealed record ReturnReason
{
    /// <summary>The maximum length of a text. The public page repeats it wherever a rule names the reason.</summary>
    public const int MaxText = 100;

    [Description("The word that requests use, for example too_small.")]
    [RegularExpression(PolicyRule.NamePattern)]
    public required string Word { get; init; }

    [Description("True when the shop is responsible for the reason: a defect, a wrong item, damage in transit.")]
    public bool Quality { get; init; }

    [Description("For customers, 100 characters at most.")]
    public required LocalText Text { get; init; }
}

internal static class PolicyRule
{
    public const string NamePattern = "^[a-z][a-z0-9_]{0,49}$";
}

/// <summary>A rule of a subject: when its conditions hold, its terms apply.</summary>
internal sealed record PolicyRule<TTerms>
{
    [Description("The rule's name, unique in its subject. Decisions name it.")]
    [RegularExpression(PolicyRule.NamePattern)]
    public required string Rule { get; init; }

    [Description("All of these must hold. Without conditions the rule always applies.")]
    public RuleConditions When { get; init; } = RuleConditions.None;

    [Description("What applies when the conditions hold.")]
    public required TTerms Then { get; init; }

    [Description("What a customer is told when the rule refuses or limits something. Default: a built-in text.")]
    public LocalText? Text { get; init; }
}
