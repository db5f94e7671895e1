using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Notification.Messages;

/// <summary>A message to a customer about one step of a return or the answer to an appeal, and its status.</summary>
internal sealed class CustomerMessage : IDue, IVersioned, IStorefrontOwned, ITraced
{
    public const string Due = "due";
    public const string Sent = "sent";
    public const string NoAddress = "no_address";
    public const string Undeliverable = "undeliverable";

    /// <summary>The message id in the command.</summary>
    public Guid Id { get; init; }

    /// <summary>Null: it is about an appeal, as it is without order and RMA number.</summary>
    public Guid? ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public required string Step { get; init; }
    public string? Email { get; set; }
    public string? Locale { get; set; }
    public string? OrderNumber { get; init; }
    public string? RmaNumber { get; init; }
    public DateTimeOffset? HandOverBy { get; init; }

    /// <summary>Minor units of <see cref="Currency"/>.</summary>
    public long? Amount { get; init; }
    public string? Currency { get; init; }

    /// <summary>How much of the amount is given as store credit.</summary>
    public long? StoreCredit { get; init; }

    /// <summary>How much store credit is given on top of the amount.</summary>
    public long? StoreCreditBonus { get; init; }

    /// <summary>An agent's text to the customer.</summary>
    public string? Text { get; init; }

    /// <summary>By when the customer must answer, or will have an answer.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>When the customer appealed.</summary>
    public DateTimeOffset? AppealedAt { get; init; }

    /// <summary><c>due</c>, or the outcome: <c>sent</c>, <c>no_address</c>, <c>undeliverable</c>.</summary>
    public string Status { get; set; } = Due;
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the outcome was known.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>How often a worker has leased it.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset? DueAt { get; set; }
    public int Version { get; set; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    /// <summary>True when the command has the same content; e-mail and locale may have been corrected since.</summary>
    public bool Matches(TellCustomer command) =>
        (command.ReturnId, command.StorefrontId, command.Step) == (ReturnId, StorefrontId, Step)
        && (command.OrderNumber, command.RmaNumber, command.Amount, command.Currency, command.StoreCredit)
            == (OrderNumber, RmaNumber, Amount, Currency, StoreCredit)
        && command.StoreCreditBonus == StoreCreditBonus
        && command.Text == Text
        && IsSame(command.HandOverBy, HandOverBy)
        && IsSame(command.Until, Until)
        && IsSame(command.AppealedAt, AppealedAt);

    // Databases round times.
    private static bool IsSame(DateTimeOffset? one, DateTimeOffset? other) =>
        (one is null) == (other is null) && ((one - other)?.Duration() ?? TimeSpan.Zero) < TimeSpan.FromSeconds(1);

    public void End(string outcome, DateTimeOffset now) => (Status, EndedAt, DueAt) = (outcome, now, null);

    public CustomerTold ToCustomerTold() => new(ReturnId, StorefrontId, Id, Step, Status, EndedAt!.Value);
}
