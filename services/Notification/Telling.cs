using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Notification;

/// <summary>A step that a customer is to hear of, and whether that has happened.</summary>
internal sealed class Telling : IDue, IVersioned, IStorefrontOwned, ITraced
{
    public const string Due = "due";
    public const string Sent = "sent";
    public const string NoAddress = "no_address";
    public const string Undeliverable = "undeliverable";

    /// <summary>The key of the command, and the stable id of the message.</summary>
    public Guid Id { get; init; }

    public Guid ReturnId { get; init; }

    public required string StorefrontId { get; init; }

    public required string Step { get; init; }

    public string? Email { get; init; }

    public string? Locale { get; init; }

    public required string OrderNumber { get; init; }

    public required string RmaNumber { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    public long? Amount { get; init; }

    public string? Currency { get; init; }

    /// <summary>How much of the amount is given as store credit.</summary>
    public long? StoreCredit { get; init; }

    /// <summary><c>due</c>, or the outcome: <c>sent</c>, <c>no_address</c>, <c>undeliverable</c>.</summary>
    public string Status { get; set; } = Due;

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the outcome was known.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>How often a worker has taken it in hand.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public int Version { get; set; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    /// <summary>Whether a command with its key says the same.</summary>
    public bool IsAskedBy(TellCustomer command) =>
        (command.ReturnId, command.StorefrontId, command.Step, command.Email, command.Locale)
            == (ReturnId, StorefrontId, Step, Email, Locale)
        && (command.OrderNumber, command.RmaNumber, command.Amount, command.Currency, command.StoreCredit)
            == (OrderNumber, RmaNumber, Amount, Currency, StoreCredit)
        && (command.Deadline is null) == (Deadline is null)
        // Databases round times.
        && ((command.Deadline - Deadline)?.Duration() ?? TimeSpan.Zero) < TimeSpan.FromSeconds(1);

    public void End(string outcome, DateTimeOffset now) => (Status, EndedAt, DueAt) = (outcome, now, null);

    public CustomerTold Told() => new(ReturnId, StorefrontId, Id, Step, Status, EndedAt!.Value);
}
