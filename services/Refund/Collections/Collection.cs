using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>Money that a customer owes, and the link by which they pay it.</summary>
internal sealed class Collection : IDue, IVersioned, IStorefrontOwned, ITraced
{
    public const int MaxReason = 32;

    /// <summary>That of the command.</summary>
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

    /// <summary>What for: a word of the sender's.</summary>
    public required string Reason { get; init; }
    public string? Locale { get; init; }

    /// <summary>Then the link is closed.</summary>
    public DateTimeOffset PayBy { get; init; }

    /// <summary>A word of <see cref="CollectionStatus"/>.</summary>
    public string Status { get; set; } = CollectionStatus.Planned;

    /// <summary>A word of <see cref="CollectionFailure"/>.</summary>
    public string? Failure { get; set; }

    /// <summary>The provider's id of the link; null: none was told to anybody, so none can be paid.</summary>
    public string? LinkId { get; set; }
    public string? Url { get; set; }

    /// <summary>Nobody can pay by the link any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>What the provider has of the customer, in minor units: more than the amount when they paid twice.</summary>
    public long Received { get; set; }

    /// <summary>The provider's name for the customer's payment.</summary>
    public string? PaymentReference { get; set; }

    /// <summary>How many keys the provider has used up without making a link.</summary>
    public int KeysSpent { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when the status is what it is.</summary>
    public DateTimeOffset ChangedAt { get; set; }
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>How often a worker has taken it in hand since it is planned, or since it has a link.</summary>
    public int Attempts { get; set; }
    public int Version { get; set; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    /// <summary>The provider's idempotency key for making the link.</summary>
    public Guid Key => KeysSpent == 0 ? Id : DerivedId.From(Id, "key", KeysSpent);

    public bool HasEnded => Status is CollectionStatus.Collected or CollectionStatus.Failed;

    /// <summary>What came, has nothing that it is for, and waits for finance: paid twice, or after it had failed.</summary>
    public long Surplus =>
        Status switch
        {
            CollectionStatus.Collected => Received - Amount,
            CollectionStatus.Failed => Received,
            _ => 0,
        };

    /// <summary>Whether a command with its key asks for the same.</summary>
    public bool IsAskedBy(CollectPayment command) =>
        (command.ReturnId, command.StorefrontId, command.OrderNumber, command.Round)
            == (ReturnId, StorefrontId, OrderNumber, Round)
        && (command.Amount, command.Currency, command.Reason) == (Amount, Currency, Reason);
}
