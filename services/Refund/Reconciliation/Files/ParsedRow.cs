using AfterSalesMesh.Refund.Ledger;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>
/// A row of a settlement file, in our words. Amounts are minor units; only <see cref="Fee"/> and <see cref="Net"/> may be negative.
/// </summary>
internal sealed record ParsedRow
{
    /// <summary>Of the file, from 1.</summary>
    public long Line { get; init; }

    /// <summary>
    /// Identifies the row at its provider: the provider's id of the row, or else its content and the number of equal rows before it.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>A hash of its content: another row with the same one is about the same event, unless their ids say otherwise.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Whether the file has the provider's id of the row.</summary>
    public bool HasId => !Key.StartsWith(KeyPrefix, StringComparison.Ordinal);

    /// <summary>The key of a row without an id.</summary>
    /// <param name="number">Of rows of equal content in their file, from 1.</param>
    public static string KeyOf(string contentHash, int number) => $"{KeyPrefix}{contentHash}:{number}";

    /// <summary>The text without the characters that depend on the encoding in which a file was saved.</summary>
    public static string Ascii(string? text) => string.Concat((text ?? "").Where(char.IsAscii));

    private const string KeyPrefix = "hash:";

    /// <summary>A word of <see cref="RowType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Our part's id, if the file has it.</summary>
    public Guid? PartId { get; init; }

    /// <summary>The provider's id of the refund, if the file has it.</summary>
    public string? ProviderRefund { get; init; }

    public string? Payment { get; init; }

    /// <summary>The amount at the customer, in <see cref="Currency"/>; 0 of a fee.</summary>
    public long Gross { get; init; }

    public required string Currency { get; init; }

    /// <summary>The provider's fee, in <see cref="SettledCurrency"/>; negative: it gave a fee back.</summary>
    public long Fee { get; init; }

    /// <summary>The amount that left the bank account, in <see cref="SettledCurrency"/>; negative: it came in.</summary>
    public long Net { get; init; }

    public required string SettledCurrency { get; init; }

    /// <summary>The amount of <see cref="SettledCurrency"/> for one of <see cref="Currency"/>, if the file has it.</summary>
    public decimal? Rate { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The net amount without the fee.</summary>
    public long SettledGross => Net - Fee;
}
