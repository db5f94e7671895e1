using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>A row of a settlement file that was taken into the books.</summary>
internal sealed class SettlementRow : IStorefrontOwned
{
    /// <summary>See <see cref="IdOf"/>.</summary>
    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>The file that had it first.</summary>
    public Guid SettlementId { get; init; }

    public long Line { get; init; }

    public required string Type { get; init; }

    /// <summary>The part it is about, if we know it.</summary>
    public Guid? PartId { get; init; }

    /// <summary>What the file calls the refund: our part's id or the provider's.</summary>
    public string? Reference { get; init; }

    public string? Payment { get; init; }

    public long Gross { get; init; }

    public required string Currency { get; init; }

    public long Fee { get; init; }

    public long Net { get; init; }

    public required string SettledCurrency { get; init; }

    public decimal? Rate { get; init; }

    /// <summary>When it was settled, as the file says.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>It follows from what makes the row itself, so that no file can bring it in twice.</summary>
    public static Guid IdOf(string storefront, string provider, string key) =>
        DerivedId.From(Guid.Empty, "settlement-row", storefront, provider, key);

    public static SettlementRow Of(SettledRow row, Guid id, Guid? part, Guid settlement, string storefront) =>
        new()
        {
            Id = id,
            StorefrontId = storefront,
            SettlementId = settlement,
            Line = row.Line,
            Type = row.Type,
            PartId = part,
            Reference = row.PartId?.ToString() ?? row.ProviderRefund,
            Payment = row.Payment,
            Gross = row.Gross,
            Currency = row.Currency,
            Fee = row.Fee,
            Net = row.Net,
            SettledCurrency = row.SettledCurrency,
            Rate = row.Rate,
            At = row.At,
        };

    /// <summary>Whether a row with its key says the same.</summary>
    public bool Says(SettledRow row) =>
        (Type, Gross, Currency, Fee, Net, SettledCurrency, At)
            == (row.Type, row.Gross, row.Currency, row.Fee, row.Net, row.SettledCurrency, row.At)
        && Reference == (row.PartId?.ToString() ?? row.ProviderRefund);
}

/// <summary>That a part, or its coming back, is settled: its key makes the second row of it a duplicate, whoever imports it.</summary>
internal sealed class SettledPart : IStorefrontOwned
{
    /// <summary>The part; of what left past us, the adjustment.</summary>
    public Guid PartId { get; init; }

    /// <summary><c>refund</c>, <c>refund_failure</c>, <c>chargeback</c> or <c>chargeback_won</c>.</summary>
    public required string Type { get; init; }

    public required string StorefrontId { get; init; }

    public Guid RowId { get; init; }

    /// <summary>What a row settles, or null.</summary>
    public static SettledPart? Of(Outcome outcome, Guid row, string storefront) =>
        outcome.Settles is { } part
            ? new SettledPart
            {
                PartId = part,
                Type = outcome.Row.Type,
                StorefrontId = storefront,
                RowId = row,
            }
            : null;
}
