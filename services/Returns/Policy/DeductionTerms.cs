using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// What promotions and sets deduct from the refunds of an order depending on which of its pieces come back: fixed when the return
/// is requested, calculated anew for each refund. Amounts are minor units of the order's currency.
/// </summary>
/// <param name="Promotion">A promotion that takes its discount back, or whose deduction may have to be given back; null: none.</param>
/// <param name="Sets">The sets whose kept parts are deducted if pieces come back for which that is so.</param>
/// <param name="Lines">The lines of the order that the promotion and the sets depend on.</param>
internal sealed record DeductionTerms(
    Promotion? Promotion,
    IReadOnlyList<string> Sets,
    IReadOnlyList<DeductionLine> Lines
)
{
    /// <summary>What the promotion and each set deduct in all when these pieces were refunded, by line.</summary>
    /// <param name="takenBack">What promotions have deducted so far.</param>
    /// <returns>The amounts by set; that of the promotion has the key "".</returns>
    public IReadOnlyDictionary<string, long> Of(IReadOnlyDictionary<string, PiecesBack> refunded, long takenBack)
    {
        Dictionary<string, long> amounts = new(StringComparer.Ordinal);
        if (Promotion is not null)
        {
            amounts[OfPromotion] = Promotion.TakenBack(
                Promotion.Goods
                    - Lines.Sum(x =>
                        x.ValueOf(Math.Min(x.Quantity, refunded.GetValueOrDefault(x.LineId).All + x.Returned))
                    ),
                takenBack
            );
        }
        foreach (var set in Lines.Where(x => x.Set is not null && Sets.Contains(x.Set)).GroupBy(x => x.Set!))
        {
            amounts[set.Key] = SetParts.ValueOf([
                .. set.Select(x =>
                    new SetPart(x.LineId, x.Quantity, x.UnitPrice, x.Returned).With(
                        refunded.GetValueOrDefault(x.LineId)
                    )
                ),
            ]);
        }
        return amounts;
    }

    /// <summary>The key of the promotion's amount among those of the sets, whose names are never empty.</summary>
    public const string OfPromotion = "";

    /// <summary>The keys of its amounts.</summary>
    [JsonIgnore]
    public IEnumerable<string> Keys => Promotion is null ? Sets : Sets.Prepend(OfPromotion);
}

/// <summary>A promotion whose discount is taken back, in minor units with tax.</summary>
/// <param name="Spend">What had to be spent for it; 0: these goods take nothing back.</param>
/// <param name="Discount">The order's discount.</param>
/// <param name="Goods">The value of the order's goods before that discount.</param>
internal sealed record Promotion(long Spend, long Discount, long Goods)
{
    /// <summary>
    /// The kept goods' share of the discount, which is taken back when they are worth less than had to be spent, or when some of it
    /// was taken back before: goods that come back under another rule give back only their own share.
    /// </summary>
    /// <param name="before">What was taken back before.</param>
    public long TakenBack(long kept, long before) =>
        kept > 0 && (kept < Spend || before > 0) ? (long)((Int128)Discount * kept / Goods) : 0;
}

/// <summary>A line of an order as deductions depend on it.</summary>
/// <param name="Returned">Pieces that came back outside this product.</param>
/// <param name="Value">The line's value after its own discount and before the order's, with tax.</param>
/// <param name="UnitPrice">The price of a piece before discount, with tax.</param>
/// <param name="Set">The set that it is a part of; null: none.</param>
internal sealed record DeductionLine(string LineId, int Quantity, int Returned, long Value, long UnitPrice, string? Set)
{
    /// <summary>The value of a number of its pieces.</summary>
    public long ValueOf(int quantity) => (long)((Int128)Value * quantity / Quantity);
}
