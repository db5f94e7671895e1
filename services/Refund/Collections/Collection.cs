using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>An amount that a customer owes, and the payment link for it.</summary>
internal sealed class Collection : IDue, IVersioned, IStorefrontOwned, ITraced
{
    /// <summary>The key of the command.</summary>
    public Guid Id { get; init; }

    /// <summary>Time-ordered, for lists.</summary>
    public Guid Position { get; init; }
    public Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public required string OrderNumber { get; init; }
    public int Round { get; init; }

    /// <summary>Minor units, more than 0.</summary>
    public long Amount { get; init; }
    public required string Currency { get; init; }

    /// <summary>What the customer pays for: <c>price_difference</c> or <c>repair</c>.</summary>
    public required string Reason { get; init; }
    public string? Locale { get; init; }

    /// <summary>When the link is closed.</summary>
    public DateTimeOffset PayBy { get; init; }

    /// <summary>One of <see cref="CollectionStatus"/>.</summary>
    public string Status { get; set; } = CollectionStatus.Planned;

    /// <summary>One of <see cref="CollectionFailure"/>.</summary>
    public string? Failure { get; set; }

    /// <summary>The provider's id of the link; null: no link was published, so nobody can pay.</summary>
    public string? LinkId { get; set; }
    public string? Url { get; set; }

    /// <summary>True when nobody can pay through the link any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>How much the customer has paid, in minor units: more than the amount when they paid twice.</summary>
    public long Received { get; set; }

    /// <summary>The provider's reference of the customer's payment.</summary>
    public string? PaymentReference { get; set; }

    /// <summary>The number of idempotency keys that were used without getting a link.</summary>
    public int UnusableKeys { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset ChangedAt { get; set; }
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>How often a worker has asked the provider; reset when there is a link.</summary>
    public int Attempts { get; set; }
    public int Version { get; set; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    /// <summary>The provider's idempotency key for making the link.</summary>
    public Guid Key => UnusableKeys == 0 ? Id : DerivedId.From(Id, "key", UnusableKeys);

    public bool HasEnded => Status is CollectionStatus.Collected or CollectionStatus.Failed;

    /// <summary>Money that finance must explain: the customer paid twice, or paid after the collection had failed.</summary>
    public long Surplus =>
        Status switch
        {
            CollectionStatus.Collected => Received - Amount,
            CollectionStatus.Failed => Received,
            _ => 0,
        };

    /// <summary>True when a command with the same key has the same content.</summary>
    public bool Matches(CollectPayment command) =>
        (command.ReturnId, command.StorefrontId, command.OrderNumber, command.Round)
            == (ReturnId, StorefrontId, OrderNumber, Round)
        && (command.Amount, command.Currency, command.Reason) == (Amount, Currency, Reason);
}
