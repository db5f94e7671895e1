using AfterSalesMesh.ServiceDefaults.Csv;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>
/// A normalized row of a settlement file. Amounts are minor units; only <see cref="Fee"/> and <see cref="Net"/> may be negative.
/// </summary>
internal sealed record ParsedRow
{
    /// <summary>The line of the file, from 1.</summary>
    public long Line { get; init; }

    /// <summary>
    /// Identifies the row at its provider: the provider's id of the row, or else its content and the number of equal rows before it.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>A hash of the row's content: another row with the same hash is about the same event, unless their ids differ.</summary>
    public required string ContentHash { get; init; }

    /// <summary>True when the file has the provider's id of the row.</summary>
    public bool HasId => !Key.StartsWith(KeyPrefix, StringComparison.Ordinal);

    /// <summary>The key of a row without an id.</summary>
    /// <param name="number">The number of the row among those with the same content in the file, from 1.</param>
    public static string KeyOf(string contentHash, int number) => $"{KeyPrefix}{contentHash}:{number}";

    /// <summary>The key of a row with an id.</summary>
    public static string KeyOf(string id) => $"{IdPrefix}{id}";

    /// <summary>The provider's id of the row, see <see cref="CsvText.ComparableId"/>.</summary>
    public string ComparableId => CsvText.ComparableId(Key[IdPrefix.Length..]);

    private const string IdPrefix = "line:";

    private const string KeyPrefix = "hash:";

    /// <summary>One of <see cref="RowType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Our part's id, if the file has it.</summary>
    public Guid? PartId { get; init; }

    /// <summary>The provider's id of the refund, if the file has it.</summary>
    public string? ProviderRefund { get; init; }

    public string? Payment { get; init; }

    /// <summary>The customer's amount, in <see cref="Currency"/>; 0 for a fee.</summary>
    public long Gross { get; init; }

    public required string Currency { get; init; }

    /// <summary>The provider's fee, in <see cref="SettledCurrency"/>; negative: a fee was given back.</summary>
    public long Fee { get; init; }

    /// <summary>The amount that left the bank account, in <see cref="SettledCurrency"/>; negative: money came in.</summary>
    public long Net { get; init; }

    public required string SettledCurrency { get; init; }

    /// <summary>The amount of <see cref="SettledCurrency"/> for one of <see cref="Currency"/>, if the file has it.</summary>
    public decimal? Rate { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The net amount without the fee.</summary>
    public long SettledGross => Net - Fee;
}
