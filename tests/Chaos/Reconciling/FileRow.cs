using AfterSalesMesh.Parts;

namespace AfterSalesMesh.Chaos.Reconciling;

/// <summary>A row of a settlement file.</summary>
/// <param name="Line">What it says.</param>
/// <param name="Finds">The exception that it must make; null: none.</param>
internal sealed record FileRow(SettlementLine Line, string? Finds = null)
{
    public const string Broken = "broken";

    /// <summary>As it stands in the file, where that is not what it would say.</summary>
    public string? Text { get; init; }

    /// <summary>What leaves the bank's account by it.</summary>
    public long Leaves => Finds == Broken || Line.Type == "charge" ? 0 : Line.Net ?? Line.Gross + Line.Fee;

    public string Currency => Line.SettledCurrency ?? Line.Currency;

    public override string ToString() => Text ?? Line.ToString();

    /// <summary>Fees, and another currency at the bank, are no errors.</summary>
    public static SettlementLine Vary(SettlementLine line, Random random)
    {
        const decimal Rate = 0.94m;
        var fee = random.Next(3) == 0 ? random.Next(1, 60) : 0;
        return line.Type != "refund" ? line
            : random.Next(5) > 0 ? line with { Fee = fee }
            : line with { Fee = fee, SettledCurrency = "CHF", Rate = Rate, Net = (long)(line.Gross * Rate) + fee };
    }
}
