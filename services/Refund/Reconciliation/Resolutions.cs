using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>The ways to resolve an exception.</summary>
internal static class Resolutions
{
    /// <summary>The open amount is moved to an account that the request names.</summary>
    public const string AcceptDifference = "accept_difference";

    /// <summary>The open amount is a loss or a gain.</summary>
    public const string WriteOff = "write_off";

    /// <summary>The refund has succeeded by now: the amount in suspense settles it.</summary>
    public const string Settle = "settle";

    /// <summary>The money was refunded elsewhere: the payment's cap falls.</summary>
    public const string RefundElsewhere = "record_refund_elsewhere";

    /// <summary>The money was charged back: the payment's cap falls.</summary>
    public const string Chargeback = AdjustmentKind.Chargeback;

    /// <summary>A chargeback was won: the payment's cap rises.</summary>
    public const string ChargebackWon = AdjustmentKind.ChargebackWon;

    /// <summary>Nothing is posted; a note says why.</summary>
    public const string Ignore = Discrepancy.Ignored;

    /// <summary>True when the resolution records an adjustment that changes a payment's cap.</summary>
    public static bool ChangesCap(string resolution) => resolution is RefundElsewhere or Chargeback or ChargebackWon;
}
