using AfterSalesMesh.Parts;

namespace AfterSalesMesh.Chaos.Reconciling;

/// <summary>The errors that a settlement file may have. Each makes wrong rows of a correct one.</summary>
internal static class FileErrors
{
    private const string MissingWithUs = "missing_with_us";

    public static IReadOnlyList<Func<SettlementLine, Random, FileRow[]>> All { get; } =
    [WrongAmount, Missing, Duplicate, UnknownRefund, Chargeback, ReversedRefund, WrongCurrency, Late, Broken];

    private static FileRow[] WrongAmount(SettlementLine line, Random random) =>
        [new(Plain(line) with { Gross = line.Gross + (random.Next(2) == 0 ? 1 : -1) * random.Next(1, 500) }, "amount")];

    private static FileRow[] Missing(SettlementLine line, Random random) => [];

    private static FileRow[] Duplicate(SettlementLine line, Random random) =>
        [new(line), new(line with { Line = $"{line.Line}-again" }, "duplicate")];

    private static FileRow[] UnknownRefund(SettlementLine line, Random random)
    {
        var id = $"{NewId(random)}";
        return [new(line), new(line with { Line = id, Reference = id, Refund = $"rf_{id}" }, MissingWithUs)];
    }

    private static FileRow[] Chargeback(SettlementLine line, Random random)
    {
        var id = $"{NewId(random)}";
        var chargeback = line with { Line = id, Reference = id, Refund = "", Type = "chargeback" };
        return [new(line), new(chargeback, MissingWithUs)];
    }

    private static FileRow[] ReversedRefund(SettlementLine line, Random random)
    {
        var back = Plain(line) with { Line = $"{line.Line}-back", Type = "refund_reversal", Net = -line.Gross };
        return [new(line), new(back, MissingWithUs)];
    }

    private static FileRow[] WrongCurrency(SettlementLine line, Random random) =>
        [new(Plain(line) with { Currency = "GBP" }, "currency")];

    private static FileRow[] Late(SettlementLine line, Random random) =>
        [new(line with { At = line.At.AddDays(8).AddSeconds(random.Next(1_000_000)) }, "late")];

    private static FileRow[] Broken(SettlementLine line, Random random)
    {
        var text = line.ToString();
        return
        [
            new(line, FileRow.Broken)
            {
                Text = random.Next(4) switch
                {
                    0 => $"{text},more",
                    1 => $"\"{text}",
                    2 => text.Replace(",EUR,", ",EURO,", StringComparison.Ordinal),
                    _ => text[..text.LastIndexOf(',')] + ",yesterday",
                },
            },
        ];
    }

    private static SettlementLine Plain(SettlementLine line) =>
        line with
        {
            Fee = 0,
            Net = null,
            SettledCurrency = null,
            Rate = null,
        };

    private static Guid NewId(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
