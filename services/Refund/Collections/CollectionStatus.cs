namespace AfterSalesMesh.Refund.Collections;

/// <summary>The states of a collection.</summary>
internal static class CollectionStatus
{
    /// <summary>There is no link yet.</summary>
    public const string Planned = "planned";

    /// <summary>The link can be paid.</summary>
    public const string AwaitingPayment = "awaiting_payment";

    /// <summary>The customer has paid, and their bank has not confirmed it yet.</summary>
    public const string Processing = "processing";

    public const string Collected = "collected";

    /// <summary>The amount was not paid, and cannot be paid any more.</summary>
    public const string Failed = "failed";
}

/// <summary>The reasons why a collection failed.</summary>
internal static class CollectionFailure
{
    /// <summary>The customer did not pay in time.</summary>
    public const string Expired = "expired";

    /// <summary>The customer's bank refused the payment.</summary>
    public const string Declined = "declined";

    /// <summary>The provider refused to make the link.</summary>
    public const string Rejected = "rejected";
}
