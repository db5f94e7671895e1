namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Why a refund failed.</summary>
internal static class FailureReason
{
    /// <summary>The caps of the payments are below what is owed.</summary>
    public const string CapExceeded = "cap_exceeded";

    /// <summary>The provider refused it, and no other payment can give it.</summary>
    public const string Declined = "declined";

    /// <summary>There is a chargeback: the customer gets the money from their bank, so no other payment is tried.</summary>
    public const string Disputed = "disputed";

    /// <summary>The provider has less left of the payment than our ledger says: it was refunded elsewhere, so no other payment is tried.</summary>
    public const string RefundedElsewhere = "refunded_elsewhere";

    /// <summary>The provider considers the request wrong. No other payment is tried: an error of ours must not redirect money.</summary>
    public const string Rejected = "rejected";

    /// <summary>The person who should have approved it refused.</summary>
    public const string Refused = "refused";
}
