using AfterSalesMesh.Refund.Ledger;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>
/// A row of a settlement file, in our words. All amounts are minor units and, but for <see cref="Fee"/>, 0 or more.
/// </summary>
internal sealed record ParsedRow
{
    /// <summary>Of the file, from 1.</summary>
    public long Line { get; init; }

    /// <summary>
    /// What identifies the row at its provider: the provider's id of the line, else its content and how often that came before.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>A word of <see cref="RowType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Our part's id, if the file has it.</summary>
    public Guid? PartId { get; init; }

    /// <summary>The provider's id of the refund, if the file has it.</summary>
    public string? ProviderRefund { get; init; }

    public string? Payment { get; init; }

    /// <summary>What the customer got, or gave back, in <see cref="Currency"/>; 0 of a fee.</summary>
    public long Gross { get; init; }

    public required string Currency { get; init; }

    /// <summary>What the provider took for it, in <see cref="SettledCurrency"/>; below 0 what it gave.</summary>
    public long Fee { get; init; }

    /// <summary>What left the bank's account in <see cref="SettledCurrency"/>; below 0 what reached it.</summary>
    public long Net { get; init; }

    public required string SettledCurrency { get; init; }

    /// <summary>How much of <see cref="SettledCurrency"/> one of <see cref="Currency"/> was, if the file says.</summary>
    public decimal? Rate { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>What the refund itself took from the account, without its fee.</summary>
    public long SettledGross => Net - Fee;
}
