using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>The types of rows of a settlement file.</summary>
internal static class RowType
{
    public const string Refund = "refund";

    /// <summary>A refund that came back.</summary>
    public const string RefundReversal = "refund_reversal";

    public const string Chargeback = "chargeback";

    /// <summary>A chargeback that was won, in full or in part: the money came back.</summary>
    public const string ChargebackWon = "chargeback_won";

    /// <summary>A fee that the provider took.</summary>
    public const string Fee = "fee";

    /// <summary>A customer's payment; only payments through our payment links concern us.</summary>
    public const string Payment = "payment";

    /// <summary>A known type that does not concern us.</summary>
    public const string Other = "other";

    public static IReadOnlyList<string> All => OneOfAttribute.ValuesOf(typeof(RowType));

    /// <summary>True when the money comes in.</summary>
    public static bool IsMoneyIn(string type) => type is RefundReversal or ChargebackWon or Payment;
}
