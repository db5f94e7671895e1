using System.Globalization;
using Microsoft.Data.Sqlite;

namespace AfterSalesMesh.Parts;

/// <summary>Writes settlement files as the sandbox provider would: from its books, or from what a test makes up.</summary>
public static class SettlementFile
{
    public const string Header = "line,reference,refund,payment,type,gross,fee,net,currency,settled_currency,rate,at";

    /// <summary>All refunds that stand in the sandbox provider's books, settled so long after they were made.</summary>
    /// <param name="books">Its database file.</param>
    /// <param name="to">Gets the file.</param>
    /// <param name="after">From the refund to its settlement.</param>
    /// <returns>How many rows.</returns>
    public static async Task<int> FromSandboxAsync(string books, TextWriter to, TimeSpan after)
    {
        await using var connection = new SqliteConnection($"Data Source={books};Mode=ReadOnly;Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT Id, Reference, Payment, Amount, Currency, CreatedAt FROM Refunds ORDER BY Id";
        await using var reader = await command.ExecuteReaderAsync();
        await to.WriteLineAsync(Header);
        var rows = 0;
        while (await reader.ReadAsync())
        {
            var made = DateTimeOffset.Parse(reader.GetString(5), CultureInfo.InvariantCulture);
            var line = new SettlementLine(
                $"sb-{reader.GetString(0)}",
                reader.GetString(1),
                reader.GetInt64(3),
                made + after
            )
            {
                Refund = reader.GetString(0),
                Payment = reader.GetString(2),
                Currency = reader.GetString(4),
            };
            await to.WriteLineAsync(line.ToString());
            rows++;
        }
        return rows;
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
