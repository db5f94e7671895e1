using System.Text.Json.Serialization;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The deductions from a return's refunds of one order.</summary>
/// <param name="OrderNumber">One of <see cref="Return.FurtherOrders"/>; null: the return's own order.</param>
/// <param name="Fee">How much of the return fee the order bears so far, by the pieces that came, in minor units.</param>
/// <param name="FeeTaken">How much of that was deducted so far.</param>
internal sealed record OrderDeductions(
    DeductionTerms Terms,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OrderNumber,
    long Fee = 0,
    long FeeTaken = 0
)
{
    /// <summary>True when the deduction also depends on what other returns of the order were given.</summary>
    [JsonIgnore]
    public bool DependsOnOtherReturns => Terms.Lines.Count > 0;
}

/// <summary>
/// What a promotion or a set has deducted so far from the refunds of an order, in minor units. Each refund that it applies to
/// makes a new version, so that of two returns of an order only one at a time plans a refund.
/// </summary>
internal sealed class DeductedAmount : IStorefrontOwned, IVersioned
{
    public Guid OrderId { get; init; }

    /// <summary>The set, or <see cref="DeductionTerms.OfPromotion"/>.</summary>
    public required string Set { get; init; }
    public required string StorefrontId { get; init; }
    public long Amount { get; set; }
    public int Version { get; set; }
}

/// <summary>What was refunded for an order so far, over all its returns.</summary>
/// <param name="Deducted">By set; that of the promotion has the key <see cref="DeductionTerms.OfPromotion"/>.</param>
/// <param name="PiecesByLine">The refunded pieces.</param>
internal sealed record OrderRefunds(
    IReadOnlyDictionary<string, DeductedAmount> Deducted,
    IReadOnlyDictionary<string, PiecesBack> PiecesByLine
);
