namespace AfterSalesMesh.Refund;

/// <summary>Why a refund failed.</summary>
internal static class FailureReason
{
    /// <summary>The order's payments have less left than is owed.</summary>
    public const string CapExceeded = "cap_exceeded";

    /// <summary>The provider will not pay it back, and no other payment has room for it.</summary>
    public const string Declined = "declined";

    /// <summary>The provider does not understand what we ask.</summary>
    public const string Rejected = "rejected";

    /// <summary>Who should have approved it did not.</summary>
    public const string Refused = "refused";
}
