namespace AfterSalesMesh.Refund.Refunds;

/// <summary>The reasons why a refund failed.</summary>
internal static class FailureReason
{
    /// <summary>The caps of the payments are below the amount owed.</summary>
    public const string CapExceeded = "cap_exceeded";

    /// <summary>The provider refused it, and no other payment has enough left.</summary>
    public const string Declined = "declined";

    /// <summary>There is a chargeback: the customer gets the money from their bank, so no other payment is tried.</summary>
    public const string Disputed = "disputed";

    /// <summary>The provider has less of the payment left than our ledger: it was refunded elsewhere, so no other payment is tried.</summary>
    public const string RefundedElsewhere = "refunded_elsewhere";

    /// <summary>The provider considers the request wrong. No other payment is tried: an error of ours must not redirect money.</summary>
    public const string Rejected = "rejected";

    /// <summary>The person who was asked to approve it refused.</summary>
    public const string Refused = "refused";
}
