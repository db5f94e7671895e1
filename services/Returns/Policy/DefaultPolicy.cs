using System.Collections.Frozen;
using System.Globalization;
using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// The built-in policy: seven days from delivery for any reason, twelve months for faulty quality, and a final sale comes back
/// only when it is faulty. It refuses or approves, and never asks a person.
/// </summary>
internal static class DefaultPolicy
{
    private const int WindowDays = 7;
    private const int WarrantyMonths = 12;

    /// <summary>From the request until the hand-over deadline.</summary>
    public static readonly TimeSpan HandOver = TimeSpan.FromDays(14);

    /// <summary>From the hand-over deadline until a parcel that was handed over in time must have arrived.</summary>
    public static readonly TimeSpan Transit = TimeSpan.FromDays(14);

    /// <summary>From the arrival of the goods until the money must be back: 14 days, as EU law gives a shop.</summary>
    public static readonly TimeSpan Refund = TimeSpan.FromDays(14);

    private static readonly FrozenSet<string> QualityReasons = new[]
    {
        Reasons.Defective,
        Reasons.NotAsDescribed,
        Reasons.WrongItem,
        Reasons.DamagedInTransit,
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> OtherReasons = new[]
    {
        Reasons.TooSmall,
        Reasons.TooLarge,
        Reasons.ArrivedLate,
        Reasons.ChangedMind,
    }.ToFrozenSet(StringComparer.Ordinal);

    public static IEnumerable<string> AllReasons => QualityReasons.Concat(OtherReasons).Order(StringComparer.Ordinal);

    /// <summary>True for a resolution that a return may request; exchange and repair are not on offer yet.</summary>
    public static bool IsOffered(string resolution) => resolution is Resolutions.Refund or Resolutions.StoreCredit;

    public static bool IsReason(string reason) => QualityReasons.Contains(reason) || OtherReasons.Contains(reason);

    /// <summary>
    /// A faulty unit's share of the outbound postage is refunded; for any other reason the shop keeps it. There is no restocking
    /// fee.
    /// </summary>
    public static Terms TermsOf(string reason) =>
        new(PostageRefunded: QualityReasons.Contains(reason), RestockingFee: 0);

    /// <summary>Decides on one order line.</summary>
    /// <param name="reason">Why it is to come back, a word of <see cref="AllReasons"/>.</param>
    /// <param name="requested">How many units are to come back.</param>
    /// <param name="left">How many of its units can still come back.</param>
    /// <param name="finalSale">Whether it was sold as final.</param>
    /// <param name="deliveredAt">When the line was delivered; null: not yet.</param>
    /// <param name="now">When the request is made.</param>
    public static Decision Decide(
        string reason,
        int requested,
        int left,
        bool finalSale,
        DateTimeOffset? deliveredAt,
        DateTimeOffset now
    )
    {
        if (requested > left)
        {
            return Decision.Refuse("quantity_left", $"of the line, {left} can still be returned, not {requested}");
        }
        if (deliveredAt is not { } delivered || delivered > now)
        {
            return Decision.Refuse("not_delivered", "the line has not been delivered yet");
        }
        var quality = QualityReasons.Contains(reason);
        if (finalSale && !quality)
        {
            return Decision.Refuse("final_sale", "it was sold as final and comes back only when it is faulty");
        }
        var until = quality ? delivered.AddMonths(WarrantyMonths) : delivered.AddDays(WindowDays);
        var rule = quality ? "warranty" : "return_window";
        return now <= until
            ? Decision.Approve(rule)
            : Decision.Refuse(
                rule,
                string.Create(CultureInfo.InvariantCulture, $"it could be returned until {until:u}")
            );
    }
}
