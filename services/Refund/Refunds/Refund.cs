using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>The money owed for one round of a return. The row is due while its reversal is not acknowledged.</summary>
internal sealed class Refund : IDue, IVersioned, IStorefrontOwned
{
    public const int MaxCustomer = 200;

    /// <summary>A value of <see cref="WaitingFor"/>: a second person must approve.</summary>
    public const string Approval = "approval";

    /// <summary>Shown instead of <see cref="WaitingFor"/> while a part cannot be transferred without a bank account.</summary>
    public const string BankAccount = "bank_account";

    public Guid Id { get; init; }

    /// <summary>Time-ordered, for lists, because the derived id does not sort by this row's own time.</summary>
    public Guid Position { get; init; }

    public Guid ReturnId { get; init; }

    /// <summary>The RMA number of the return; null: not known.</summary>
    public string? RmaNumber { get; init; }

    public required string StorefrontId { get; init; }

    public required string OrderNumber { get; init; }

    /// <summary>The merchant's invoice of the order; null: not known.</summary>
    public string? InvoiceNumber { get; init; }

    public int Round { get; init; }

    public long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>How much of the amount is not owed, because it exceeded the caps of the payments when it was planned.</summary>
    public long Shortfall { get; set; }

    /// <summary>How much of the amount is given as store credit, whatever the order was paid with.</summary>
    public long StoreCredit { get; init; }

    /// <summary>The bonus that is given when all of that store credit is given.</summary>
    public long StoreCreditBonus { get; init; }

    /// <summary>The storefront's reference for the customer; null: not known, so there can be no store credit.</summary>
    public string? Customer { get; init; }

    /// <summary>The id of the person who decided the refund; they may not approve it.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>What a planned refund waits for: <see cref="Approval"/>; null: nothing.</summary>
    public string? WaitingFor { get; set; }

    /// <summary>One of <see cref="RefundStatus"/>.</summary>
    public required string Status { get; set; }

    /// <summary>One of <see cref="FailureReason"/>.</summary>
    public string? Reason { get; set; }

    /// <summary>By when the customer was promised the money.</summary>
    public DateTimeOffset? PromisedBy { get; init; }

    /// <summary>How often a warning about its deadline was logged: 1 when it was near, 2 when it had passed.</summary>
    public int PromiseWarnings { get; init; }

    /// <summary>The sum of its credit notes, which is updated to <see cref="Paid"/> when the refund has ended.</summary>
    public long Credited { get; set; }

    public int CreditNotes { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>When its reversal is published again.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>How often its reversal was published again.</summary>
    public int Attempts { get; set; }

    public int Version { get; set; }

    /// <summary>Its longest columns, which are seldom needed; null: not loaded.</summary>
    public RefundRequest? Request { get; init; }

    public List<RefundPart> Parts { get; init; } = [];

    /// <summary>The decisions of people, oldest first, if they are loaded.</summary>
    public List<RefundReview> Reviews { get; init; } = [];

    /// <summary>How much of it was paid and did not come back, in minor units.</summary>
    public long Paid => Sum(RefundStatus.Succeeded);

    /// <summary>How much of the paid amount was given as store credit.</summary>
    public long StoreCreditPaid =>
        Parts.Where(x => x is { Tender: Tender.StoreCredit, Status: RefundStatus.Succeeded }).Sum(x => x.Amount);

    /// <summary>How much store credit was given as a bonus.</summary>
    public long BonusPaid => Parts.Where(x => x.Status == RefundStatus.Succeeded).Sum(x => x.Bonus);

    /// <summary>How much is still to be paid: the amount without paid, refused and short amounts.</summary>
    public long Owed =>
        Amount
        - Shortfall
        - Paid
        - Parts.Where(x => x is { Failure: FailureReason.Refused, PaysShortfall: false }).Sum(x => x.Amount);

    /// <summary>
    /// How much may be paid again: what is owed, and what the payments could not give. Of a refund that was refused as a whole,
    /// it is nothing.
    /// </summary>
    public long PayableAgain => IsRefused ? 0 : Owed + Shortfall;

    /// <summary>True when it was refused as a whole: nothing of it is paid, and nothing is owed.</summary>
    public bool IsRefused => Owed == 0 && Paid == 0 && Parts.Exists(x => x.Failure == FailureReason.Refused);

    /// <summary>How much was paid and came back.</summary>
    public long Reversed => Sum(RefundStatus.Reversed);

    /// <summary>True while money that came back has not been paid again.</summary>
    public bool IsReversed => Reversed > 0 && Owed > 0;

    public bool HasEnded => Status is RefundStatus.Succeeded or RefundStatus.Failed or RefundStatus.Reversed;

    /// <summary>
    /// True when a command with the same key has the same content. What a correction of the order may change (payments, customer, invoice, tax
    /// rates) is not compared, because the first command decides it.
    /// </summary>
    public bool Matches(IssueRefund command) =>
        (command.ReturnId, command.StorefrontId, command.OrderNumber, command.Round, command.Amount, command.Currency)
            == (ReturnId, StorefrontId, OrderNumber, Round, Amount, Currency)
        && (command.StoreCredit ?? 0, command.StoreCreditBonus ?? 0) == (StoreCredit, StoreCreditBonus);

    /// <summary>Sets status and reason from the parts. A refund ends when all of its parts have ended.</summary>
    public void UpdateStatus(DateTimeOffset now)
    {
        // A declined amount may have been planned again for another payment, whose reason says more.
        Reason =
            Parts.Find(x => x.Failure is not (null or FailureReason.Declined))?.Failure
            ?? Reason
            ?? Parts.Find(x => x.Failure is not null)?.Failure;
        var status =
            Parts.TrueForAll(x => x.Status == RefundStatus.Planned) ? RefundStatus.Planned
            : Parts.Exists(x => x.Status == RefundStatus.Unknown) ? RefundStatus.Unknown
            : Parts.Exists(x => x.IsOpen) ? RefundStatus.Submitted
            // Failed and reversed parts do not count if other parts have paid their amount.
            : Paid + Shortfall == Amount ? RefundStatus.Succeeded
            : IsReversed ? RefundStatus.Reversed
            : RefundStatus.Failed;
        if (status != Status)
        {
            (Status, ChangedAt) = (status, now);
        }
    }

    /// <summary>Fails the parts that were never submitted to a provider.</summary>
    /// <param name="reason">One of <see cref="FailureReason"/>.</param>
    /// <param name="now">When they fail.</param>
    /// <param name="tender">Only the parts of this tender; null: all.</param>
    /// <returns>The parts that have failed.</returns>
    public List<RefundPart> FailPlannedParts(string reason, DateTimeOffset now, string? tender = null)
    {
        var parts = Parts.FindAll(x =>
            x is { Status: RefundStatus.Planned, Attempts: 0 } && (tender is null || x.Tender == tender)
        );
        if (parts.Count == 0)
        {
            return parts;
        }
        foreach (var part in parts)
        {
            part.Fail(reason);
            RestoreShortfall(part, part.Amount);
        }
        (WaitingFor, Reason) = (null, reason);
        UpdateStatus(now);
        return parts;
    }

    /// <summary>Adds the amount of a failed part to the shortfall again, if the part was to pay of it: its return is completed.</summary>
    public void RestoreShortfall(RefundPart part, long amount) => Shortfall += part.PaysShortfall ? amount : 0;

    /// <summary>Adds a person's decision.</summary>
    /// <param name="what">One of the constants of <see cref="RefundReview"/>.</param>
    /// <param name="by">The person.</param>
    /// <param name="note">The reason.</param>
    /// <param name="now">When they decided.</param>
    public void AddReview(string what, Caller by, string? note, DateTimeOffset now) =>
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

    private long Sum(string status) => Parts.Where(x => x.Status == status).Sum(x => x.Amount);
}
