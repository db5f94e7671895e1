using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>The conditions of a rule. All given conditions must hold; for a list, one matching entry is enough.</summary>
internal sealed record RuleConditions
{
    public static readonly RuleConditions None = new();
    private const int MaxEntries = 100;
    private const int MaxPercent = 100;
    private const int MaxCount = 1_000_000;

    // A line has several attributes, each of which is looked for in the attributes of every rule.
    private readonly HashSet<string>? _attributes;

    // The same for the categories above that of a line.
    private readonly HashSet<CategoryName>? _categories;

    // Each of its categories with all above it; only for comparing rules with each other.
    private readonly Lazy<List<CategoryName[]>>? _categoryPaths;

    [Description("The reason is one of these.")]
    [MinLength(1), MaxLength(MaxEntries)]
    public IReadOnlyList<string>? Reason { get; init; }

    [Description("True: only reasons that the shop is responsible for, such as a defect. False: only other reasons.")]
    public bool? Quality { get; init; }

    [Description("The line's category is one of these or below it: shoes holds for shoes/boots.")]
    [MinLength(1), MaxLength(MaxEntries)]
    public IReadOnlyList<string>? Category
    {
        get;
        init
        {
            field = value;
            _categories = value?.Select(x => new CategoryName(x)).ToHashSet();
            _categoryPaths = value is null ? null : new(() => [.. value.Select(CategoryName.PathOf)]);
        }
    }

    [Description("The line's SKU is one of these.")]
    [MinLength(1), MaxLength(MaxEntries)]
    public IReadOnlyList<string>? Sku { get; init; }

    [Description("The order line has one of these attributes, for example made_to_measure.")]
    [MinLength(1), MaxLength(MaxEntries)]
    public IReadOnlyList<string>? Attribute
    {
        get;
        init => (field, _attributes) = (value, value?.ToHashSet(StringComparer.Ordinal));
    }

    [Description("The customer declared one of these conditions.")]
    [MinLength(1), MaxLength(MaxEntries)]
    [OneOf(typeof(DeclaredFlaws))]
    public IReadOnlyList<string>? Declared { get; init; }

    [Description("True: only lines sold as final sale. False: only other lines.")]
    public bool? FinalSale { get; init; }

    [Description("True: only gift lines. False: only other lines.")]
    public bool? Gift { get; init; }

    [Description("True: only lines that belong to a set. False: only other lines.")]
    public bool? InSet { get; init; }

    [Description("The requested resolution is one of these.")]
    [MinLength(1), MaxLength(MaxEntries)]
    [OneOf(typeof(Contracts.Words.Resolutions))]
    public IReadOnlyList<string>? Resolution { get; init; }

    [Description("True: only lines with photos. False: only lines without photos.")]
    public bool? Evidence { get; init; }

    [Description(
        "The line comes back within its return window (return) or under warranty (warranty). Not allowed in windows, warranty, exclusions, conditions and sets, which are evaluated before this is known."
    )]
    [MinLength(1), MaxLength(MaxEntries)]
    [OneOf(typeof(Bases))]
    public IReadOnlyList<string>? Basis { get; init; }

    [Description("The piece has been exchanged at least this often.")]
    [Range(1, 100)]
    public int? ExchangesAtLeast { get; init; }

    [Description("The order was placed in this part of the year.")]
    public Season? Ordered { get; init; }

    [Description("The line was delivered in this part of the year.")]
    public Season? Delivered { get; init; }

    [Description("The request came through one of these channels.")]
    [MinLength(1), MaxLength(MaxEntries)]
    public IReadOnlyList<string>? Channel { get; init; }

    [Description("The customer's tier is one of these.")]
    [MinLength(1), MaxLength(MaxEntries)]
    public IReadOnlyList<string>? Tier { get; init; }

    [Description("The order was delivered to one of these countries, each two letters of ISO 3166.")]
    [MinLength(1), MaxLength(300)]
    [RegularExpression("^[A-Z]{2}$")]
    public IReadOnlyList<string>? Country { get; init; }

    [Description("Where the order was bought.")]
    [MinLength(1), MaxLength(MaxEntries)]
    [OneOf(typeof(SalesChannels))]
    public IReadOnlyList<string>? SoldIn { get; init; }

    [Description("The order's currency is one of these. Required beside every condition or term that is an amount.")]
    [MinLength(1), MaxLength(300)]
    [RegularExpression("^[A-Z]{3}$")]
    public IReadOnlyList<string>? Currency { get; init; }

    [Description("More than this was paid for the line's pieces, in minor units.")]
    [Range(0, long.MaxValue)]
    public long? LineValueAbove { get; init; }

    [Description("Less than this was paid for the line's pieces, in minor units.")]
    [Range(1, long.MaxValue)]
    public long? LineValueBelow { get; init; }

    [Description("More than this was paid for all pieces of the request, in minor units.")]
    [Range(0, long.MaxValue)]
    public long? RequestValueAbove { get; init; }

    [Description("Less than this was paid for all pieces of the request, in minor units.")]
    [Range(1, long.MaxValue)]
    public long? RequestValueBelow { get; init; }

    [Description("The customer has placed at least this many orders in the period of standing.")]
    [Range(1, MaxCount)]
    public int? OrdersAtLeast { get; init; }

    [Description("The customer has requested more returns than this in the period of standing.")]
    [Range(0, MaxCount)]
    public int? ReturnsAbove { get; init; }

    [Description("The customer sent back more than this share of the pieces bought, in percent.")]
    [Range(0, MaxPercent)]
    public int? ReturnRateAbove { get; init; }

    [Description("More of the customer's returned pieces than this did not match the request.")]
    [Range(0, MaxCount)]
    public int? MismatchesAbove { get; init; }

    [Description("More of the customer's returned pieces than this were worn.")]
    [Range(0, MaxCount)]
    public int? WornAbove { get; init; }

    [JsonIgnore]
    public bool UsesStanding =>
        (OrdersAtLeast ?? ReturnsAbove ?? ReturnRateAbove ?? MismatchesAbove ?? WornAbove) is not null;

    [JsonIgnore]
    public bool UsesAmounts => (LineValueAbove ?? LineValueBelow ?? RequestValueAbove ?? RequestValueBelow) is not null;

    /// <summary>All lists, by their names in the document.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, IReadOnlyList<string> Entries)> Lists =>
        new[]
        {
            ("reason", Reason),
            ("category", Category),
            ("sku", Sku),
            ("attribute", Attribute),
            ("declared", Declared),
            ("resolution", Resolution),
            ("basis", Basis),
            ("channel", Channel),
            ("tier", Tier),
            ("country", Country),
            ("soldIn", SoldIn),
            ("currency", Currency),
        }
            .Where(x => x.Item2 is not null)
            .Select(x => (x.Item1, x.Item2!));

    /// <summary>The number of entries in all lists.</summary>
    [JsonIgnore]
    public int EntryCount => Lists.Sum(x => x.Entries.Count);

    /// <summary>True when the conditions hold only in a part of the year.</summary>
    [JsonIgnore]
    public bool HasSeason => Ordered is not null || Delivered is not null;

    /// <summary>True when the conditions hold for a line of a request.</summary>
    public bool Matches(RuleScope scope)
    {
        var (facts, line) = (scope.Facts, scope.Line);
        return Has(Reason, line.Reason)
            && Is(Quality, scope.Quality)
            && IsBelow(scope.Categories)
            && Has(Sku, line.Sku)
            && HasAny(_attributes, line.Attributes)
            && HasAny(Declared, line.Declared)
            && Is(FinalSale, line.FinalSale)
            && Is(Gift, line.Gift)
            && Is(InSet, line.Set is not null)
            && Has(Resolution, line.Resolution)
            && Is(Evidence, line.Evidence)
            && Has(Basis, scope.Basis)
            && line.Exchanges >= (ExchangesAtLeast ?? 0)
            && IsIn(Ordered, facts.SoldAt, scope.Zone)
            && IsIn(Delivered, line.DeliveredAt, scope.Zone)
            && Has(Channel, facts.Channel)
            && Has(Tier, facts.Tier)
            && Has(Country, facts.Country)
            && Has(SoldIn, facts.SoldIn)
            && Has(Currency, facts.Currency)
            && IsBetween(line.Paid, LineValueAbove, LineValueBelow)
            && IsBetween(scope.RequestValue, RequestValueAbove, RequestValueBelow)
            && (!UsesStanding || (facts.Standing is { } standing && IsStanding(standing)));
    }

    /// <summary>True when these conditions hold in every case in which the other ones hold.</summary>
    public bool Include(RuleConditions other) =>
        Includes(Reason, other.Reason)
        && Includes(Quality, other.Quality)
        && (Category is null || other._categoryPaths?.Value.TrueForAll(IsBelow) == true)
        && Includes(Sku, other.Sku)
        && Includes(Attribute, other.Attribute)
        && Includes(Declared, other.Declared)
        && Includes(FinalSale, other.FinalSale)
        && Includes(Gift, other.Gift)
        && Includes(InSet, other.InSet)
        && Includes(Resolution, other.Resolution)
        && Includes(Evidence, other.Evidence)
        && Includes(Basis, other.Basis)
        && IsAtMost(ExchangesAtLeast, other.ExchangesAtLeast)
        && Includes(Ordered, other.Ordered)
        && Includes(Delivered, other.Delivered)
        && Includes(Channel, other.Channel)
        && Includes(Tier, other.Tier)
        && Includes(Country, other.Country)
        && Includes(SoldIn, other.SoldIn)
        && Includes(Currency, other.Currency)
        && IsAtMost(LineValueAbove, other.LineValueAbove)
        && IsAtLeast(LineValueBelow, other.LineValueBelow)
        && IsAtMost(RequestValueAbove, other.RequestValueAbove)
        && IsAtLeast(RequestValueBelow, other.RequestValueBelow)
        && IsAtMost(OrdersAtLeast, other.OrdersAtLeast)
        && IsAtMost(ReturnsAbove, other.ReturnsAbove)
        && IsAtMost(ReturnRateAbove, other.ReturnRateAbove)
        && IsAtMost(MismatchesAbove, other.MismatchesAbove)
        && IsAtMost(WornAbove, other.WornAbove);

    /// <summary>The same conditions without <see cref="Ordered"/> and <see cref="Delivered"/>.</summary>
    public RuleConditions WithoutSeasons() => this with { Ordered = null, Delivered = null };

    /// <summary>True when there are conditions on the standing, and the standing meets them.</summary>
    public bool IsReachedBy(Standing standing) => UsesStanding && IsStanding(standing);

    /// <summary>True when all conditions are on the standing.</summary>
    [JsonIgnore]
    public bool IsOnlyStanding =>
        this
        == new RuleConditions
        {
            OrdersAtLeast = OrdersAtLeast,
            ReturnsAbove = ReturnsAbove,
            ReturnRateAbove = ReturnRateAbove,
            MismatchesAbove = MismatchesAbove,
            WornAbove = WornAbove,
        };

    private bool IsStanding(Standing standing) =>
        standing.Orders >= (OrdersAtLeast ?? 0)
        && standing.Returns > (ReturnsAbove ?? -1)
        && standing.ReturnRate > (ReturnRateAbove ?? -1)
        && standing.Mismatches > (MismatchesAbove ?? -1)
        && standing.Worn > (WornAbove ?? -1);

    private static bool Has(IReadOnlyList<string>? words, string? word) =>
        words is null || (word is not null && words.Contains(word));

    private static bool HasAny(IEnumerable<string>? words, IReadOnlyList<string> given) =>
        words is null || given.Any(words.Contains);

    private static bool Is(bool? condition, bool value) => condition is null || condition == value;

    /// <param name="path">A category and all above it.</param>
    private bool IsBelow(CategoryName[] path) => _categories is null || Array.Exists(path, _categories.Contains);

    private static bool IsIn(Season? season, DateTimeOffset? at, TimeZoneInfo zone) =>
        season is null || (at is { } time && season.Contains(CalendarDays.Of(time, zone)));

    private static bool IsBetween(long value, long? above, long? below) =>
        value > (above ?? -1) && value < (below ?? long.MaxValue);

    private static bool Includes(IReadOnlyList<string>? words, IReadOnlyList<string>? others) =>
        words is null || (others is not null && !others.Except(words).Any());

    private static bool Includes(bool? condition, bool? other) => condition is null || condition == other;

    private static bool Includes(Season? season, Season? other) =>
        season is null || (other is not null && season.Contains(other));

    // For lower bounds: a value above the other bound is above this one, too.
    private static bool IsAtMost(long? bound, long? other) => bound is null || other >= bound;

    // The same for upper bounds.
    private static bool IsAtLeast(long? bound, long? other) => bound is null || other <= bound;
}

/// <summary>The facts that the conditions of a rule are compared with.</summary>
/// <param name="Quality">True when the shop is responsible for the line's reason.</param>
/// <param name="Basis">One of <see cref="Bases"/>; null: not decided yet.</param>
/// <param name="RequestValue">The amount paid for all pieces of the request.</param>
internal readonly record struct RuleScope(
    PolicyFacts Facts,
    LineFacts Line,
    bool Quality,
    string? Basis,
    long RequestValue,
    TimeZoneInfo Zone
)
{
    /// <summary>The line's category and all above it.</summary>
    public CategoryName[] Categories { get; } = CategoryName.PathOf(Line.Category);
}
