using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>What a row of a settlement file is about.</summary>
internal static class RowType
{
    public const string Refund = "refund";

    /// <summary>A refund that came back.</summary>
    public const string RefundFailure = "refund_failure";

    public const string Chargeback = "chargeback";

    /// <summary>A chargeback that was won, wholly or in part: the money is back.</summary>
    public const string ChargebackWon = "chargeback_won";

    /// <summary>A fee of the provider.</summary>
    public const string Fee = "fee";

    /// <summary>A customer has paid: it concerns us where it was by a payment link of ours.</summary>
    public const string Payment = "payment";

    /// <summary>Known, and it does not concern us.</summary>
    public const string Other = "other";

    public static IReadOnlyList<string> All => OneOfAttribute.ValuesOf(typeof(RowType));

    /// <summary>Whether the money comes in.</summary>
    public static bool IsMoneyIn(string type) => type is RefundFailure or ChargebackWon or Payment;
}
