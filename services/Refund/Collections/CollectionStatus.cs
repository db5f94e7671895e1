namespace AfterSalesMesh.Refund.Collections;

/// <summary>The words for how a collection stands.</summary>
internal static class CollectionStatus
{
    /// <summary>There is no link yet.</summary>
    public const string Planned = "planned";

    /// <summary>The link can be paid.</summary>
    public const string AwaitingPayment = "awaiting_payment";

    /// <summary>The customer has paid, and their bank has not said yet that the money comes.</summary>
    public const string Processing = "processing";

    public const string Collected = "collected";

    /// <summary>It was not paid, and can't be any more.</summary>
    public const string Failed = "failed";
}

/// <summary>Why a collection failed.</summary>
internal static class CollectionFailure
{
    /// <summary>Nobody has paid in time.</summary>
    public const string Expired = "expired";

    /// <summary>The customer had paid, and their bank did not.</summary>
    public const string Declined = "declined";

    /// <summary>The provider makes no such link.</summary>
    public const string Rejected = "rejected";
}
