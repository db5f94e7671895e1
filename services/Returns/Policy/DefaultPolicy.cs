using System.Collections.Frozen;
using System.Globalization;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Orders;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// The built-in policy: seven days from delivery for any reason, twelve months where the quality was at fault, nothing
/// from a final sale unless it is faulty. Certain, so nobody has to look: what it does not refuse it approves.
/// </summary>
internal static class DefaultPolicy
{
    private const int WindowDays = 7;
    private const int WarrantyMonths = 12;

    /// <summary>From the request until the parcel must be handed over.</summary>
    public static readonly TimeSpan HandOver = TimeSpan.FromDays(14);

    /// <summary>From the last moment to hand it over until a parcel that was must have arrived.</summary>
    public static readonly TimeSpan Transit = TimeSpan.FromDays(14);

    /// <summary>From when the goods came until the money must be back: what the EU gives a shop, counted from when it can look.</summary>
    public static readonly TimeSpan Refund = TimeSpan.FromDays(14);

    private static readonly FrozenSet<string> Quality = new[]
    {
        Reasons.Defective,
        Reasons.NotAsDescribed,
        Reasons.WrongItem,
        Reasons.DamagedInTransit,
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Others = new[]
    {
        Reasons.TooSmall,
        Reasons.TooLarge,
        Reasons.ArrivedLate,
        Reasons.ChangedMind,
    }.ToFrozenSet(StringComparer.Ordinal);

    public static IEnumerable<string> AllReasons => Quality.Concat(Others).Order(StringComparer.Ordinal);

    /// <summary>What a return can be settled with; exchange and repair are not on offer yet.</summary>
    public static bool Offers(string resolution) => resolution is Resolutions.Refund or Resolutions.StoreCredit;

    public static bool Knows(string reason) => Quality.Contains(reason) || Others.Contains(reason);

    /// <summary>
    /// The outbound postage comes back where the quality was at fault, as far as it was paid for what was faulty; for any
    /// other reason it was rightly paid. There is no fee.
    /// </summary>
    public static Terms TermsOf(string reason) => new(PostageRefunded: Quality.Contains(reason), RestockingFee: 0);

    /// <summary>Decides on one line and names the rule that did.</summary>
    /// <param name="deliveredAt">When the line was delivered; null: not yet.</param>
    public static Decision Decide(
        OrderLine line,
        string reason,
        int quantity,
        int left,
        DateTimeOffset? deliveredAt,
        DateTimeOffset now
    )
    {
        if (quantity > left)
        {
            return Decision.Refuse(
                "quantity_left",
                $"{left} of {line.Quantity} units can still be returned, not {quantity}"
            );
        }
        if (deliveredAt is not { } delivered || delivered > now)
        {
            return Decision.Refuse("not_delivered", "the line has not been delivered yet");
        }
        var quality = Quality.Contains(reason);
        if (line.FinalSale && !quality)
        {
            return Decision.Refuse("final_sale", "sold as final: it comes back only when it is faulty");
        }
        var until = quality ? delivered.AddMonths(WarrantyMonths) : delivered.AddDays(WindowDays);
        var rule = quality ? "warranty" : "return_window";
        return now <= until
            ? Decision.Approve(rule)
            : Decision.Refuse(
                rule,
                string.Create(CultureInfo.InvariantCulture, $"this could be returned until {until:u}")
            );
    }
}

/// <param name="Rule">The rule that decided.</param>
/// <param name="Because">Why not; null when approved.</param>
internal readonly record struct Decision(string Rule, string? Because)
{
    public bool Approved => Because is null;

    public static Decision Approve(string rule) => new(rule, null);

    public static Decision Refuse(string rule, string because) => new(rule, because);
}
