using System.Text.Json;
using AfterSalesMesh.Refund.Ledger;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>
/// The format of a provider's settlement file: <c>Refund:Settlements:{provider}</c> in the configuration. <c>sandbox</c> and
/// <c>stripe</c> are built in; the configuration changes them.
/// </summary>
internal sealed class SettlementFormat
{
    public const string Negative = "negative";
    public const string Positive = "positive";

    /// <summary>
    /// The provider's column names by ours (<see cref="ColumnMap.Names"/>). Alternatives are separated by <c>|</c>: the first one that is
    /// not empty counts.
    /// </summary>
    public Dictionary<string, string> Columns { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Maps the provider's types to those of <see cref="RowType"/>; rows of other types do not concern us.</summary>
    public Dictionary<string, string> Types { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The sign of money that leaves us: <c>negative</c> or <c>positive</c>.</summary>
    public string MoneyOut { get; set; } = Positive;

    /// <summary>The decimal sign, <c>.</c> or <c>,</c>; null: found in the file's amounts.</summary>
    public string? Decimal { get; set; }

    /// <summary>True when amounts are whole numbers of minor units.</summary>
    public bool MinorUnits { get; set; }

    /// <summary>The format of times, for example <c>dd.MM.yyyy HH:mm</c>; null: ISO 8601.</summary>
    public string? Time { get; set; }

    /// <summary>The time zone of times without an offset, for example <c>Europe/Berlin</c>; null: they are refused.</summary>
    public string? Zone { get; set; }

    /// <summary>The error in the configuration; null: none.</summary>
    public string? Flaw(string path, string provider) =>
        provider.Length > 32 || !provider.All(x => char.IsAsciiLetterOrDigit(x) || x is '-' or '_')
            ? $"{path}: a provider's name has at most 32 characters: letters, digits, - and _."
        : Columns.Keys.FirstOrDefault(x => !ColumnMap.Names.Contains(x, StringComparer.OrdinalIgnoreCase)) is { } column
            ? $"{path}:Columns:{column} is not one of the columns {string.Join(", ", ColumnMap.Names)}."
        : Types.FirstOrDefault(x => !RowType.All.Contains(x.Value)) is { Key: not null } type
            ? $"{path}:Types:{type.Key} must be one of {string.Join(", ", RowType.All)}."
        : MoneyOut is not (Negative or Positive) ? $"{path}:MoneyOut must be {Negative} or {Positive}."
        : Decimal is not (null or "." or ",") ? $"{path}:Decimal must be . or a comma."
        : Zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _)
            ? $"{path}:Zone must be a time zone of the IANA list, for example UTC or Europe/Berlin."
        : null;

    public static Dictionary<string, SettlementFormat> BuiltIn() =>
        new(StringComparer.OrdinalIgnoreCase) { ["sandbox"] = Sandbox(), ["stripe"] = Stripe() };

    private static SettlementFormat Sandbox() =>
        new()
        {
            Columns = Map([.. ColumnMap.Names.Select(x => (x, JsonNamingPolicy.SnakeCaseLower.ConvertName(x)))]),
            Types = Map([.. RowType.All.Select(x => (x, x)), ("charge", RowType.Other), ("payout", RowType.Other)]),
            Decimal = ".",
        };

    /// <summary>Stripe's itemized reports of balance changes and payout reconciliation, in which money that leaves is negative.</summary>
    private static SettlementFormat Stripe() =>
        new()
        {
            Columns = Map(
                ("line", "balance_transaction_id"),
                // Our part's id, if the report includes the refunds' metadata.
                ("reference", "refund_metadata[aftersales_part]|source_id"),
                ("refund", "source_id"),
                ("payment", "payment_intent_id|charge_id"),
                ("type", "reporting_category"),
                ("gross", "customer_facing_amount|gross"),
                ("fee", "fee"),
                ("net", "net"),
                ("currency", "customer_facing_currency|currency"),
                ("settledCurrency", "currency"),
                ("at", "created_utc")
            ),
            Types = Map(
                ("refund", RowType.Refund),
                ("refund_failure", RowType.RefundReversal),
                ("dispute", RowType.Chargeback),
                ("dispute_reversal", RowType.ChargebackWon),
                ("charge", RowType.Payment),
                ("fee", RowType.Fee),
                ("network_cost", RowType.Fee),
                ("charge_failure", RowType.Other),
                ("payout", RowType.Other),
                ("payout_reversal", RowType.Other),
                ("transfer", RowType.Other),
                ("transfer_reversal", RowType.Other),
                ("topup", RowType.Other),
                ("topup_reversal", RowType.Other),
                ("risk_reserved_funds", RowType.Other),
                ("other_adjustment", RowType.Other)
            ),
            MoneyOut = Negative,
            Decimal = ".",
            Zone = "UTC",
        };

    private static Dictionary<string, string> Map(params (string Key, string Value)[] pairs) =>
        pairs.ToDictionary(x => x.Key, x => x.Value, StringComparer.OrdinalIgnoreCase);
}
