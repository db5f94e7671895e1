using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund;

/// <summary>Money owed for a return, and how it stands.</summary>
internal sealed class Refund : IVersioned, IStorefrontOwned
{
    public Guid Id { get; init; }

    /// <summary>Time-ordered, for lists: the id is derived, so it is not.</summary>
    public Guid Position { get; init; }

    public Guid ReturnId { get; init; }

    public required string StorefrontId { get; init; }

    public required string OrderNumber { get; init; }

    public int Round { get; init; }

    public long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>A word of <see cref="RefundStatus"/>.</summary>
    public required string Status { get; set; }

    /// <summary>A word of <see cref="FailureReason"/>.</summary>
    public string? Reason { get; set; }

    /// <summary>What the amount is made of; null: not told.</summary>
    public IReadOnlyList<RefundedLine>? Lines { get; init; }

    /// <summary>By when the customer was promised the money.</summary>
    public DateTimeOffset? PromisedBy { get; init; }

    /// <summary>How often the log has warned of its deadline: 1 when it came near, 2 when it was over.</summary>
    public int DeadlineWarnings { get; init; }

    /// <summary>What its credit notes say: it follows <see cref="Paid"/> once the refund has ended.</summary>
    public long Credited { get; set; }

    public int CreditNotes { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when the status is what it is.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    public int Version { get; set; }

    public List<RefundPart> Parts { get; init; } = [];

    /// <summary>What went back of it, in minor units.</summary>
    public long Paid => Parts.Where(x => x.Status == RefundStatus.Succeeded).Sum(x => x.Amount);

    public bool HasEnded => Status is RefundStatus.Succeeded or RefundStatus.Failed or RefundStatus.Reversed;

    /// <summary>Whether a command with its key asks for the same. Where it can go back to was settled by the first.</summary>
    public bool IsAskedBy(IssueRefund command) =>
        (command.ReturnId, command.StorefrontId, command.OrderNumber, command.Round, command.Amount, command.Currency)
        == (ReturnId, StorefrontId, OrderNumber, Round, Amount, Currency);

    /// <summary>Brings it in line with its parts. It ends when all of them have: what can be paid is paid.</summary>
    public void SumUp(DateTimeOffset now)
    {
        Reason ??= Parts.Find(x => x.Failure is not null)?.Failure;
        var status =
            Parts.TrueForAll(x => x.Status == RefundStatus.Planned) ? RefundStatus.Planned
            : Parts.Exists(x => x.Status == RefundStatus.Unknown) ? RefundStatus.Unknown
            : Parts.Exists(x => x.Status == RefundStatus.Planned) ? RefundStatus.Submitted
            : Parts.Exists(x => x.Status == RefundStatus.Failed) ? RefundStatus.Failed
            : RefundStatus.Succeeded;
        if (status != Status)
        {
            (Status, ChangedAt) = (status, now);
        }
    }

    public RefundSubmitted Submitted() => new(ReturnId, StorefrontId, Id, Round, Amount, Currency, ChangedAt);

    public RefundSucceeded Succeeded() => new(ReturnId, StorefrontId, Id, Round, Amount, Currency, ChangedAt);

    public RefundFailed Failed() => new(ReturnId, StorefrontId, Id, Round, Amount, Currency, Reason!, ChangedAt);
}
