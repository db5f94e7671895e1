namespace AfterSalesMesh.Refund.Refunds;

/// <summary>The states of a refund and of its parts.</summary>
internal static class RefundStatus
{
    /// <summary>Nothing of it is at the provider.</summary>
    public const string Planned = "planned";

    /// <summary>The provider has it, or some of it, and has not paid it yet.</summary>
    public const string Submitted = "submitted";

    /// <summary>The provider may have it; it is asked until it answers.</summary>
    public const string Unknown = "unknown";

    public const string Succeeded = "succeeded";

    /// <summary>A person must decide how it goes on.</summary>
    public const string Failed = "failed";

    /// <summary>It had succeeded, and the money came back to the merchant.</summary>
    public const string Reversed = "reversed";
}
