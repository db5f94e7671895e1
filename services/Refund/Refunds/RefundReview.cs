using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>What somebody decided about a refund, and why: the trail that two people looked at large ones.</summary>
internal sealed class RefundReview : IAppendOnly, IStorefrontOwned
{
    public const string Approved = "approved";
    public const string Refused = "refused";
    public const string PaidAgain = "paid_again";

    /// <summary>Time-ordered.</summary>
    public Guid Id { get; init; }

    public Guid RefundId { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary><see cref="Approved"/>, <see cref="Refused"/> or <see cref="PaidAgain"/>.</summary>
    public required string What { get; init; }

    /// <summary>The person, and what they are called.</summary>
    public required string By { get; init; }
    public required string ByName { get; init; }

    public DateTimeOffset At { get; init; }

    public string? Note { get; init; }
}

/// <param name="What"><c>approved</c>, <c>refused</c> or <c>paid_again</c>.</param>
/// <param name="By">The id of the person.</param>
/// <param name="ByName">What they are called.</param>
/// <param name="At">UTC.</param>
/// <param name="Note">Why.</param>
internal sealed record ReviewItem(string What, string By, string ByName, DateTimeOffset At, string? Note)
{
    public static ReviewItem Of(RefundReview it) => new(it.What, it.By, it.ByName, it.At, it.Note);
}
