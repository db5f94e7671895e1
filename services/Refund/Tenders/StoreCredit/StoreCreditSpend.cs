using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>A purchase paid with store credit.</summary>
internal sealed class StoreCreditSpend : IVersioned, IStorefrontOwned
{
    public const int MaxReference = 200;

    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    public required string Customer { get; init; }

    public required string Currency { get; init; }

    /// <summary>Minor units, more than 0.</summary>
    public required long Amount { get; init; }

    /// <summary>How much of it was given back.</summary>
    public long GivenBack { get; set; }

    /// <summary>How much of it was not given back.</summary>
    public long Left => Amount - GivenBack;

    /// <summary>The storefront's reference for the purchase: the same reference is spent once.</summary>
    public required string Reference { get; init; }

    public required DateTimeOffset At { get; init; }

    public int Version { get; set; }

    /// <summary>The payment reference in an order.</summary>
    public string Payment => Id.ToString();

    /// <summary>The adjustment of that payment for an amount that is given back.</summary>
    public PaymentAdjustment AdjustmentOf(long amount, string by, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            StorefrontId = StorefrontId,
            PaymentReference = Payment,
            Kind = AdjustmentKind.RefundedElsewhere,
            Amount = amount,
            Currency = Currency,
            Reference = $"{PaymentAdjustment.OwnPrefix}give-back:{Id}:{GivenBack}",
            At = now,
            By = by,
        };
}
