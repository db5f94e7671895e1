using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Finance assigned a payment to a storefront: the trail of who did so, and why.</summary>
internal sealed class PaymentAssignment : IAppendOnly, IStorefrontOwned
{
    /// <summary>Time-ordered.</summary>
    public Guid Id { get; init; }

    /// <summary>The storefront that has it since.</summary>
    public required string StorefrontId { get; init; }

    public required string PaymentReference { get; init; }

    /// <summary>The storefront that had it before; null: none.</summary>
    public string? From { get; init; }

    /// <summary>The person, and what they are called.</summary>
    public required string By { get; init; }
    public required string ByName { get; init; }

    public DateTimeOffset At { get; init; }

    public required string Note { get; init; }
}
