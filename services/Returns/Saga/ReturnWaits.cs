namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// The waits of a return: each has its own due time and its own limit for stuck. The row's due time, limit, status and
/// attention are derived from them after each event.
/// </summary>
internal static class ReturnWaits
{
    private const string ExpectParcel = nameof(Contracts.Warehouse.ExpectParcel);
    private const string StopExpectingParcel = nameof(Contracts.Warehouse.StopExpectingParcel);
    private const string InspectUnits = nameof(Contracts.Inspection.InspectUnits);
    private const string IssueRefund = nameof(Contracts.Refund.IssueRefund);
    private const string TellCustomer = nameof(Contracts.Notification.TellCustomer);

    public static IEnumerable<Wait> Of(Return saga)
    {
        if (saga.Review is { } review)
        {
            yield return Wait.Within(
                review.WaitsFor,
                null,
                review.Since,
                review.DueAt - review.Since + TimeSpan.FromDays(1),
                review.DueAt
            );
        }
        if (saga.State == ReturnStates.Open)
        {
            foreach (var wait in OfOpen(saga))
            {
                yield return wait;
            }
        }
        foreach (var late in saga.Rounds.Where(x => x is { State: not RoundStates.Inspecting, OverdueSince: not null }))
        {
            yield return new Wait(
                "late_verdict",
                InspectUnits,
                late.OverdueSince!.Value,
                null,
                late.DueAt,
                late.Attempts
            );
        }
        var hasEnded = ReturnStates.Ended.Contains(saga.State);
        foreach (var message in saga.PendingMessages)
        {
            yield return new Wait(
                "customer_told",
                TellCustomer,
                message.Since,
                // An open return has other limits.
                hasEnded ? message.Since.AddDays(1) : null,
                message.DueAt,
                message.Attempts
            );
        }
    }

    private static IEnumerable<Wait> OfOpen(Return saga)
    {
        var expected = saga.Expectation;
        if (expected.State == ExpectationStates.Waiting)
        {
            // Counted from the day on which a parcel that was handed over in time must have arrived.
            var late = saga.ExpiresAt - expected.Since + TimeSpan.FromDays(1);
            yield return Wait.Within(
                "receipt_closed",
                ExpectParcel,
                expected.Since,
                late,
                expected.DueAt,
                expected.Attempts
            );
        }
        if (expected.State == ExpectationStates.Stopping)
        {
            yield return Wait.Within(
                "parcel_not_seen",
                StopExpectingParcel,
                expected.Since,
                TimeSpan.FromDays(1),
                expected.DueAt,
                expected.Attempts
            );
        }
        foreach (var round in saga.Rounds)
        {
            if (round.State == RoundStates.Receiving)
            {
                // A receipt that was closed to wait for the rest may wait as long as the rest is expected.
                var allowed = round.RestAwaitedAfter is null
                    ? TimeSpan.FromDays(2)
                    : saga.ExpiresAt - round.Since + TimeSpan.FromDays(1);
                yield return Of(round, "receipt_closed", ExpectParcel, allowed);
            }
            if (round.State == RoundStates.Inspecting)
            {
                var allowed = round.JudgeBy is { } by ? by - round.Since + TimeSpan.FromDays(1) : TimeSpan.FromDays(5);
                yield return Of(round, "inspection_completed", InspectUnits, allowed);
            }
        }
        foreach (var part in saga.Parts.Where(x => !x.HasEnded))
        {
            var isParked = part.ParkedReason is not null;
            yield return new Wait(
                isParked ? Wait.ForPerson : "refund_outcome",
                IssueRefund,
                part.Since,
                isParked ? null : part.Since.AddDays(1),
                part.DueAt,
                part.Attempts
            );
        }
    }

    private static Wait Of(Round round, string waitsFor, string repeats, TimeSpan allowed) =>
        Wait.Within(waitsFor, repeats, round.Since, allowed, round.DueAt, round.Attempts);

    /// <summary>True when a nudge at that time repeats a command that contains the goods.</summary>
    public static bool NeedsGoods(Return saga, DateTimeOffset at)
    {
        var waits = Of(saga).ToList();
        return saga.Review?.DueAt <= at
            || waits.Exists(x =>
                x.Repeats is ExpectParcel or StopExpectingParcel or InspectUnits or IssueRefund
                && IsDue(waits, x.DueAt, at)
            );
    }

    /// <summary>
    /// True when a wait repeats its command at that time. If no wait is due by its own time, the row was made due by an admin
    /// or by the start of the process: then all waits are due.
    /// </summary>
    public static bool IsDue(IReadOnlyCollection<Wait> waits, DateTimeOffset? dueAt, DateTimeOffset at) =>
        dueAt <= at || !waits.Any(x => x.DueAt <= at);

    /// <summary>Updates due time, limit, status and attention.</summary>
    public static void Refresh(Return saga, DateTimeOffset now)
    {
        var waits = Of(saga).ToList();
        (saga.DueAt, saga.ReviewDueAt) = (waits.Min(x => x.DueAt), saga.Review?.DueAt);
        var stuckAfter = waits.Min(x => x.AllowedUntil);
        if (stuckAfter != saga.StuckAfter)
        {
            (saga.StuckAfter, saga.StuckAt) = (stuckAfter, null);
        }
        if (ReturnStatuses.Of(saga) is var status && status != saga.Status)
        {
            (saga.Status, saga.StatusSince) = (status, now);
        }
        var parked = saga
            .Parts.Where(x => x is { ParkedReason: not null, HasEnded: false })
            .Select(x => new Attention(x.ParkedReason!, x.Since));
        var overdue = saga
            .Rounds.Where(x => x is { State: RoundStates.Inspecting, OverdueSince: not null })
            .Select(x => new Attention(AttentionReasons.VerdictOverdue, x.OverdueSince!.Value));
        var attention = parked
            .Concat(overdue)
            .Concat(saga.UnassignedAttention is { } unassigned ? [unassigned] : [])
            .MinBy(x => x.Since);
        (saga.AttentionReason, saga.AttentionSince) = (attention?.Reason, attention?.Since);
    }
}

/// <summary>An answer that a return waits for.</summary>
/// <param name="For">The answer or person that the return waits for.</param>
/// <param name="Repeats">The command that is repeated meanwhile; null: none.</param>
/// <param name="Since">Since when the return waits.</param>
/// <param name="AllowedUntil">When the return counts as stuck; null: never.</param>
/// <param name="DueAt">When the command is repeated next.</param>
/// <param name="Attempts">How often the command was repeated.</param>
internal sealed record Wait(
    string For,
    string? Repeats,
    DateTimeOffset Since,
    DateTimeOffset? AllowedUntil,
    DateTimeOffset? DueAt,
    int Attempts
)
{
    public const string ForPerson = "person";

    public static Wait Within(
        string waitsFor,
        string? repeats,
        DateTimeOffset since,
        TimeSpan allowed,
        DateTimeOffset? dueAt,
        int attempts = 0
    ) => new(waitsFor, repeats, since, since + allowed, dueAt, attempts);
}
