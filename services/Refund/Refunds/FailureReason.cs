namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Why a refund failed.</summary>
internal static class FailureReason
{
    /// <summary>The order's payments have less left than is owed.</summary>
    public const string CapExceeded = "cap_exceeded";

    /// <summary>The provider will not pay it back, and no other payment has room for it.</summary>
    public const string Declined = "declined";

    /// <summary>The customer's bank is taking it back, so it must not go back by us, nor to another payment.</summary>
    public const string Disputed = "disputed";

    /// <summary>The provider says that less is left than we think: it went back past us. Another payment must not give it again.</summary>
    public const string RefundedElsewhere = "refunded_elsewhere";

    /// <summary>
    /// The provider rejects the request as malformed: our mistake. No other payment is tried: a request error must not redirect money.
    /// </summary>
    public const string Rejected = "rejected";

    /// <summary>Who should have approved it did not.</summary>
    public const string Refused = "refused";
}
