namespace AfterSalesMesh.Contracts.Words;

/// <summary>The steps of a return, and the answers to an appeal, about which the customer gets a message.</summary>
public static class Steps
{
    /// <summary>An agent is reviewing the request.</summary>
    public const string UnderReview = "under_review";

    /// <summary>An agent asks the customer for evidence.</summary>
    public const string EvidenceAsked = "evidence_asked";
    public const string Rejected = "rejected";

    /// <summary>A request was withdrawn before it was approved.</summary>
    public const string RequestWithdrawn = "request_withdrawn";
    public const string Approved = "approved";

    /// <summary>The hand-over deadline is near.</summary>
    public const string Reminder = "reminder";
    public const string Received = "received";
    public const string Inspected = "inspected";

    /// <summary>A part of the return is refunded, and more of it is still open.</summary>
    public const string Refunded = "refunded";
    public const string Completed = "completed";
    public const string RefundDelayed = "refund_delayed";
    public const string PaidAgain = "paid_again";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";

    /// <summary>The figures against the customer are reset.</summary>
    public const string AppealGranted = "appeal_granted";

    /// <summary>They stay as they are.</summary>
    public const string AppealDenied = "appeal_denied";
}
