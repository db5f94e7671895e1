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
    /// The provider does not understand what we ask: our mistake. No other payment is tried, as it would be asked the same
    /// wrong way, and as a decision about where the money goes is none of a mistake.
    /// </summary>
    public const string Rejected = "rejected";

    /// <summary>A payment that it names belongs to another storefront.</summary>
    public const string ForeignPayment = "foreign_payment";

    /// <summary>Who should have approved it did not.</summary>
    public const string Refused = "refused";
}
