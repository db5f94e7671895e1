using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>The record that finance assigned a payment to a storefront: who did so, and why.</summary>
internal sealed class PaymentAssignment : IAppendOnly, IStorefrontOwned
{
    public const int MaxNote = 500;

    /// <summary>Time-ordered.</summary>
    public Guid Id { get; init; }

    /// <summary>The new storefront.</summary>
    public required string StorefrontId { get; init; }

    public required string PaymentReference { get; init; }

    /// <summary>The previous storefront.</summary>
    public required string From { get; init; }

    /// <summary>The id and name of the person who assigned it.</summary>
    public required string By { get; init; }
    public required string ByName { get; init; }

    public DateTimeOffset At { get; init; }

    public required string Note { get; init; }
}
