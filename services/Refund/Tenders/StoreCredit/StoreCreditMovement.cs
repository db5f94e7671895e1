using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>A change of one grant. The changes of a grant add up to the amount left.</summary>
internal sealed class StoreCreditMovement : IStorefrontOwned, IAppendOnly
{
    public const string Granted = "granted";
    public const string Bonus = "bonus";
    public const string Spent = "spent";
    public const string GivenBack = "given_back";
    public const string Expired = "expired";

    /// <summary>Time-ordered, for lists.</summary>
    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    public required string Customer { get; init; }

    public required string Currency { get; init; }

    public Guid GrantId { get; init; }

    /// <summary>The spend that took it or gave it back.</summary>
    public Guid? SpendId { get; init; }

    /// <summary>The refund that granted it.</summary>
    public Guid? RefundId { get; init; }

    /// <summary>The kind of entry.</summary>
    public required string What { get; init; }

    /// <summary>Minor units; positive when the customer can spend more.</summary>
    public required long Amount { get; init; }

    public required DateTimeOffset At { get; init; }

    public static StoreCreditMovement Of(
        StoreCreditGrant grant,
        string what,
        long amount,
        DateTimeOffset now,
        Guid? spend = null,
        Guid? refund = null
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            StorefrontId = grant.StorefrontId,
            Customer = grant.Customer,
            Currency = grant.Currency,
            GrantId = grant.Id,
            SpendId = spend,
            RefundId = refund,
            What = what,
            Amount = amount,
            At = now,
        };
}
