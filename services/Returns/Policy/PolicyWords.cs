namespace AfterSalesMesh.Returns.Policy;

/// <summary>Where an order was sold.</summary>
internal static class SalesChannels
{
    public const string Online = "online";

    /// <summary>The customer took the goods along.</summary>
    public const string Shop = "shop";
}

/// <summary>The two grounds on which goods can be returned.</summary>
internal static class Bases
{
    /// <summary>Within the return window.</summary>
    public const string Return = "return";

    /// <summary>After the window, for a reason that the warranty covers.</summary>
    public const string Warranty = "warranty";
}

internal static class WindowStarts
{
    public const string Delivery = "delivery";
    public const string Sale = "sale";
}

/// <summary>Flaws that a customer declares of the goods; without any, the goods are as delivered.</summary>
internal static class DeclaredFlaws
{
    public const string Worn = "worn";
    public const string Washed = "washed";
    public const string Altered = "altered";
    public const string TagsRemoved = "tags_removed";
    public const string Opened = "opened";
    public const string PackagingMissing = "packaging_missing";
}

/// <summary>The conditions that goods can be required to be in; each is the opposite of one of <see cref="DeclaredFlaws"/>.</summary>
internal static class GoodsConditions
{
    public const string Unworn = "unworn";
    public const string Unwashed = "unwashed";
    public const string Unaltered = "unaltered";
    public const string TagsAttached = "tags_attached";
    public const string Unopened = "unopened";
    public const string OriginalPackaging = "original_packaging";

    private static readonly Dictionary<string, string> Opposites = new(StringComparer.Ordinal)
    {
        [DeclaredFlaws.Worn] = Unworn,
        [DeclaredFlaws.Washed] = Unwashed,
        [DeclaredFlaws.Altered] = Unaltered,
        [DeclaredFlaws.TagsRemoved] = TagsAttached,
        [DeclaredFlaws.Opened] = Unopened,
        [DeclaredFlaws.PackagingMissing] = OriginalPackaging,
    };

    /// <summary>The condition that goods with a flaw do not meet.</summary>
    public static string? OppositeOf(string flaw) => Opposites.GetValueOrDefault(flaw);
}

internal static class IncompleteSets
{
    public const string Allow = "allow";
    public const string Deduct = "deduct";
    public const string Refuse = "refuse";
}

internal static class OutboundPostages
{
    public const string Refunded = "refunded";
    public const string Kept = "kept";
}

internal static class Payers
{
    public const string Shop = "shop";
    public const string Customer = "customer";
}

/// <summary>The effects of a customer's standing on a request.</summary>
internal static class StandingEffects
{
    public const string Note = "note";
    public const string Review = "review";
    public const string Refuse = "refuse";
}

/// <summary>The decisions on a request that no agent answers in time.</summary>
internal static class AgentDefaults
{
    public const string Approve = "approve";
    public const string Reject = "reject";
}

/// <summary>The ways to handle goods that get no verdict in time.</summary>
internal static class JudgementDefaults
{
    public const string Refund = "refund";
    public const string Escalate = "escalate";
}

/// <summary>The outcomes of an offer that the customer does not answer in time.</summary>
internal static class OfferDefaults
{
    public const string Accept = "accept";
    public const string Decline = "decline";
}

/// <summary>The decisions on a request or one of its lines.</summary>
internal static class DecisionWords
{
    public const string Approve = "approve";
    public const string Review = "review";
    public const string Refuse = "refuse";
}
