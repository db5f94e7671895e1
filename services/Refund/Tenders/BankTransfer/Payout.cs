using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary>A bank transfer that finance makes for a part of a refund, and the outcome that finance reports.</summary>
internal sealed class Payout : IVersioned, IStorefrontOwned
{
    public const string ToPay = "to_pay";
    public const string Paid = "paid";
    public const string Failed = "failed";
    public const int MaxReference = 200;
    public const int MaxReason = 500;

    /// <summary>The id of the part.</summary>
    public Guid Id { get; init; }

    /// <summary>Time-ordered, for lists, because the derived id does not sort by this row's own time.</summary>
    public Guid Position { get; init; }

    public required string StorefrontId { get; init; }

    public Guid RefundId { get; init; }

    public Guid ReturnId { get; init; }

    public required string OrderNumber { get; init; }

    public required long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary><see cref="ToPay"/>, <see cref="Paid"/> or <see cref="Failed"/>.</summary>
    public string Status { get; set; } = ToPay;

    /// <summary>The bank's reference of the transfer.</summary>
    public string? Reference { get; set; }

    /// <summary>Why it failed.</summary>
    public string? Reason { get; set; }

    /// <summary>The id and name of the person who reported its outcome, and when.</summary>
    public string? ToldBy { get; set; }
    public string? ToldByName { get; set; }
    public DateTimeOffset? ToldAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; }
}
