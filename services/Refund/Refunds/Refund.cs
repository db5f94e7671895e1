using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Money owed for a return, and how it stands. It is due while a reversal of it has not been acknowledged.</summary>
internal sealed class Refund : IDue, IVersioned, IStorefrontOwned
{
    public const int MaxCustomer = 200;

    /// <summary>A word of <see cref="WaitingFor"/>: a second person has to agree.</summary>
    public const string Approval = "approval";

    /// <summary>What it waits for while a part can't be transferred before its bank account is told.</summary>
    public const string BankAccount = "bank_account";

    public Guid Id { get; init; }

    /// <summary>Time-ordered, for lists: the id is derived, so it is not.</summary>
    public Guid Position { get; init; }

    public Guid ReturnId { get; init; }

    public required string StorefrontId { get; init; }

    public required string OrderNumber { get; init; }

    /// <summary>The merchant's invoice of the order; null: not told.</summary>
    public string? InvoiceNumber { get; init; }

    public int Round { get; init; }

    public long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>How much of the amount its payments could not give when it was planned, as it went back by other means: nobody owes it.</summary>
    public long Shortfall { get; set; }

    /// <summary>How much of the amount is given as store credit, whatever it was paid with.</summary>
    public long StoreCredit { get; init; }

    /// <summary>The storefront's own name for the customer; null: not told, and nobody to give store credit to.</summary>
    public string? Customer { get; init; }

    /// <summary>References of the payments it may go back to, in order of preference.</summary>
    public List<string> Tenders { get; init; } = [];

    /// <summary>Who decided that it is owed, and so may not approve it.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>What it waits for while it is planned: <see cref="Approval"/>; null: nothing.</summary>
    public string? WaitingFor { get; set; }

    /// <summary>Who decided about it last, when, and what they said; all of them are <see cref="Reviews"/>.</summary>
    public string? ReviewedBy { get; set; }
    public DateTimeOffset? ReviewedAt { get; set; }
    public string? ReviewNote { get; set; }

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

    /// <summary>When its reversal is told again.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>How often a worker has told its reversal.</summary>
    public int Attempts { get; set; }

    public int Version { get; set; }

    public List<RefundPart> Parts { get; init; } = [];

    /// <summary>Oldest first, where they are loaded.</summary>
    public List<RefundReview> Reviews { get; init; } = [];

    /// <summary>What went back of it, in minor units.</summary>
    public long Paid => Sum(RefundStatus.Succeeded);

    /// <summary>What has not gone back of it, or not for good, and is neither refused nor short.</summary>
    public long Owed =>
        Amount - Shortfall - Paid - Parts.Where(x => x.Failure == FailureReason.Refused).Sum(x => x.Amount);

    /// <summary>What had gone back of it and came to us again.</summary>
    public long Reversed => Sum(RefundStatus.Reversed);

    /// <summary>Some of what is owed had gone back before.</summary>
    public bool IsReversed => Reversed > 0 && Owed > 0;

    public bool HasEnded => Status is RefundStatus.Succeeded or RefundStatus.Failed or RefundStatus.Reversed;

    /// <summary>Whether a command with its key asks for the same. Where it can go back to was settled by the first.</summary>
    public bool IsAskedBy(IssueRefund command) =>
        (command.ReturnId, command.StorefrontId, command.OrderNumber, command.Round, command.Amount, command.Currency)
            == (ReturnId, StorefrontId, OrderNumber, Round, Amount, Currency)
        && (command.StoreCredit ?? 0) == StoreCredit;

    /// <summary>Brings it in line with its parts. It ends when all of them have: what can be paid is paid.</summary>
    public void SumUp(DateTimeOffset now)
    {
        // A decline may have gone to another payment: what that one said counts more.
        Reason =
            Parts.Find(x => x.Failure is not (null or FailureReason.Declined))?.Failure
            ?? Reason
            ?? Parts.Find(x => x.Failure is not null)?.Failure;
        var status =
            Parts.TrueForAll(x => x.Status == RefundStatus.Planned) ? RefundStatus.Planned
            : Parts.Exists(x => x.Status == RefundStatus.Unknown) ? RefundStatus.Unknown
            : Parts.Exists(x => x.IsOpen) ? RefundStatus.Submitted
            // Where a payment declined, another one may have taken its share; what came back may have been paid again.
            : Paid + Shortfall == Amount ? RefundStatus.Succeeded
            : IsReversed ? RefundStatus.Reversed
            : RefundStatus.Failed;
        if (status != Status)
        {
            (Status, ChangedAt) = (status, now);
        }
    }

    /// <summary>Gives up what no provider has had in hand.</summary>
    /// <param name="reason">A word of <see cref="FailureReason"/>.</param>
    /// <param name="now">When that is.</param>
    /// <param name="tender">Only what goes back that way; null: all of it.</param>
    /// <returns>The parts that will not be paid.</returns>
    public List<RefundPart> GiveUp(string reason, DateTimeOffset now, string? tender = null)
    {
        var parts = Parts.FindAll(x =>
            x is { Status: RefundStatus.Planned, Attempts: 0 } && (tender is null || x.Tender == tender)
        );
        foreach (var part in parts)
        {
            (part.Status, part.Failure, part.DueAt) = (RefundStatus.Failed, reason, null);
        }
        (WaitingFor, Reason) = (null, reason);
        SumUp(now);
        return parts;
    }

    /// <summary>Somebody has decided about it.</summary>
    /// <param name="what">A word of <see cref="RefundReview"/>.</param>
    /// <param name="by">Who.</param>
    /// <param name="note">Why.</param>
    /// <param name="now">When.</param>
    public void Review(string what, Caller by, string? note, DateTimeOffset now)
    {
        (ReviewedBy, ReviewedAt, ReviewNote) = (by.PersonId, now, note);
        Reviews.Add(
            new RefundReview
            {
                Id = Guid.CreateVersion7(now),
                RefundId = Id,
                StorefrontId = StorefrontId,
                What = what,
                By = by.PersonId,
                ByName = by.PersonName,
                At = now,
                Note = note,
            }
        );
    }

    public RefundSubmitted Submitted() => new(ReturnId, StorefrontId, Id, Round, Amount, Currency, ChangedAt);

    public RefundSucceeded Succeeded() =>
        new(
            ReturnId,
            StorefrontId,
            Id,
            Round,
            Amount,
            Currency,
            ChangedAt,
            Reversed > 0 ? Reversed : null,
            StoreCreditGiven is > 0 and var given ? given : null,
            Shortfall > 0 ? Shortfall : null
        );

    private long StoreCreditGiven =>
        Parts
            .Where(x => x is { Tender: Payments.Tender.StoreCredit, Status: RefundStatus.Succeeded })
            .Sum(x => x.Amount);

    public RefundFailed Failed() => new(ReturnId, StorefrontId, Id, Round, Amount, Currency, Reason!, ChangedAt, Paid);

    public RefundReversed ReversedOf() => new(ReturnId, StorefrontId, Id, Round, Reversed, Paid, Currency, ChangedAt);

    private long Sum(string status) => Parts.Where(x => x.Status == status).Sum(x => x.Amount);
}
