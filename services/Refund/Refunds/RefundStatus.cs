namespace AfterSalesMesh.Refund.Refunds;

/// <summary>The words for how a refund stands.</summary>
internal static class RefundStatus
{
    /// <summary>The provider has none of it.</summary>
    public const string Planned = "planned";

    /// <summary>The provider has it, or some of it, and has not paid it yet.</summary>
    public const string Submitted = "submitted";

    /// <summary>The provider may have it and has not said; it will be asked until it does.</summary>
    public const string Unknown = "unknown";

    public const string Succeeded = "succeeded";

    /// <summary>Nothing more happens by itself.</summary>
    public const string Failed = "failed";

    /// <summary>It had succeeded, and the money is with the merchant again.</summary>
    public const string Reversed = "reversed";
}
