using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>A row of a settlement file that was posted.</summary>
internal sealed class SettlementRow : IStorefrontOwned
{
    /// <summary>See <see cref="IdOf"/>.</summary>
    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>The first file with this row.</summary>
    public Guid SettlementId { get; init; }

    public long Line { get; init; }

    /// <summary>See <see cref="ContentIdOf"/>; null for a row without an id, whose <see cref="Id"/> is derived from its content.</summary>
    public Guid? ContentId { get; init; }

    /// <summary>See <see cref="ContentAndKeyIdOf"/>; null for a row without an id.</summary>
    public Guid? ContentAndKeyId { get; init; }

    public required string Type { get; init; }

    /// <summary>The refund part of the row; null: unknown.</summary>
    public Guid? PartId { get; init; }

    /// <summary>The refund in the file: our part's id or the provider's.</summary>
    public string? Reference { get; init; }

    public string? Payment { get; init; }

    public long Gross { get; init; }

    public required string Currency { get; init; }

    public long Fee { get; init; }

    public long Net { get; init; }

    public required string SettledCurrency { get; init; }

    public decimal? Rate { get; init; }

    /// <summary>When it was settled, according to the file.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Derived from the row's key, so that no file can post it twice.</summary>
    public static Guid IdOf(string storefront, string provider, string key) =>
        DerivedId.From(Guid.Empty, "settlement-row", storefront, provider, key);

    /// <summary>Equal for rows with the same content, whatever their ids are.</summary>
    public static Guid ContentIdOf(string storefront, string provider, ParsedRow row) =>
        DerivedId.From(Guid.Empty, "settlement-content", storefront, provider, row.ContentHash);

    /// <summary>Equal for rows with the same content whose ids differ only in what an encoding or a spreadsheet changes.</summary>
    public static Guid ContentAndKeyIdOf(string storefront, string provider, ParsedRow row) =>
        DerivedId.From(
            Guid.Empty,
            "settlement-content-and-key",
            storefront,
            provider,
            row.ContentHash,
            row.ComparableId
        );

    public static SettlementRow Of(
        ParsedRow row,
        Guid id,
        Guid? part,
        Guid settlement,
        string storefront,
        string provider
    ) =>
        new()
        {
            Id = id,
            StorefrontId = storefront,
            SettlementId = settlement,
            Line = row.Line,
            ContentId = row.HasId ? ContentIdOf(storefront, provider, row) : null,
            ContentAndKeyId = row.HasId ? ContentAndKeyIdOf(storefront, provider, row) : null,
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

    /// <summary>True when a row with the same key has the same content.</summary>
    public bool HasSameContent(ParsedRow row) =>
        (Type, Gross, Currency, Fee, Net, SettledCurrency, At)
            == (row.Type, row.Gross, row.Currency, row.Fee, row.Net, row.SettledCurrency, row.At)
        && Reference == (row.PartId?.ToString() ?? row.ProviderRefund);
}
