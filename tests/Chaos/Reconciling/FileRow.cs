using AfterSalesMesh.Parts;

namespace AfterSalesMesh.Chaos.Reconciling;

/// <summary>A row of a settlement file.</summary>
/// <param name="Line">The row without an error in its text.</param>
/// <param name="Finds">The exception that it must make; null: none.</param>
internal sealed record FileRow(SettlementLine Line, string? Finds = null)
{
    public const string Broken = "broken";

    /// <summary>The text in the file, where it differs from the row's.</summary>
    public string? Text { get; init; }

    /// <summary>The amount that it takes from the bank's account.</summary>
    public long Leaves => Finds == Broken || Line.Type == "charge" ? 0 : Line.Net ?? Line.Gross + Line.Fee;

    public string Currency => Line.SettledCurrency ?? Line.Currency;

    public override string ToString() => Text ?? Line.ToString();

    /// <summary>Adds a fee or another currency at the bank, which are no errors.</summary>
    public static SettlementLine Vary(SettlementLine line, Random random)
    {
        const decimal Rate = 0.94m;
        var fee = random.Next(3) == 0 ? random.Next(1, 60) : 0;
        return line.Type != "refund" ? line
            : random.Next(5) > 0 ? line with { Fee = fee }
            : line with { Fee = fee, SettledCurrency = "CHF", Rate = Rate, Net = (long)(line.Gross * Rate) + fee };
    }
}
