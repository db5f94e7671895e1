namespace AfterSalesMesh.Refund.Refunds;

/// <summary>The states of a refund and of its parts.</summary>
internal static class RefundStatus
{
    /// <summary>Nothing was submitted to the provider.</summary>
    public const string Planned = "planned";

    /// <summary>The provider has accepted it, or a part of it, and has not paid it yet.</summary>
    public const string Submitted = "submitted";

    /// <summary>It is unknown whether the provider has accepted it; the provider is asked until it answers.</summary>
    public const string Unknown = "unknown";

    public const string Succeeded = "succeeded";

    /// <summary>A person must decide how to continue.</summary>
    public const string Failed = "failed";

    /// <summary>The refund had succeeded, and the money came back to the merchant.</summary>
    public const string Reversed = "reversed";
}
