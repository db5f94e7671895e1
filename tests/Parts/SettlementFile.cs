using System.Globalization;
using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Parts;

/// <summary>Writes settlement files as the sandbox provider would: from its books, or from what a test makes up.</summary>
public static class SettlementFile
{
    public const string Header = "line,reference,refund,payment,type,gross,fee,net,currency,settled_currency,rate,at";

    /// <summary>The refunds of the sandbox provider; a reversed one is listed twice, the second time as a reversal.</summary>
    /// <param name="refunds">Its books.</param>
    /// <param name="after">From the refund to its settlement.</param>
    public static List<SettlementLine> FromSandbox(IEnumerable<SandboxRefund> refunds, TimeSpan after)
    {
        List<SettlementLine> lines = [];
        foreach (var it in refunds)
        {
            var line = new SettlementLine($"sb-{it.Id}", it.Reference, it.Amount, it.At + after)
            {
                Refund = it.Id,
                Payment = it.Payment,
                Currency = it.Currency,
            };
            lines.Add(line);
            if (it.IsBack)
            {
                lines.Add(line with { Line = $"sb-{it.Id}-back", Type = "refund_reversal", Net = -it.Amount });
            }
        }
        return lines;
    }

    public static string Of(IEnumerable<SettlementLine> lines) =>
        string.Join("\r\n", lines.Select(x => x.ToString()).Prepend(Header)) + "\r\n";
}

/// <param name="Line">The provider's id of the line.</param>
/// <param name="Reference">Our id of the part, or the provider's of the refund.</param>
/// <param name="Gross">Minor units of a currency with two decimals.</param>
/// <param name="At">When it was settled.</param>
public sealed record SettlementLine(string Line, string Reference, long Gross, DateTimeOffset At)
{
    public string Refund { get; init; } = "";

    public string Payment { get; init; } = "";

    public string Type { get; init; } = "refund";

    public string Currency { get; init; } = "EUR";

    /// <summary>What the provider takes, in the currency that is settled.</summary>
    public long Fee { get; init; }

    /// <summary>What leaves the account; gross and fee, unless it is settled in another currency.</summary>
    public long? Net { get; init; }

    public string? SettledCurrency { get; init; }

    public decimal? Rate { get; init; }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Quote(Line)},{Quote(Reference)},{Quote(Refund)},{Quote(Payment)},{Type},{Gross / 100m:F2},{Fee / 100m:F2},{(Net ?? Gross + Fee) / 100m:F2},{Currency},{SettledCurrency ?? Currency},{Rate},{At.UtcDateTime:O}"
        );

    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
