using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Sagas;
using static AfterSalesMesh.Returns.Saga.ExpectationStates;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The second level of the saga: the goods that an open return expects, until everything came or nothing more is expected.</summary>
internal static class ExpectationTable
{
    public static readonly TransitionTable<ReturnStep> Table = new TransitionTable<ReturnStep>(
        x => x.Saga.Expectation.State,
        (x, to) =>
            x.Saga.Expectation = x.Saga.Expectation with
            {
                State = to,
                Since = x.Now,
                Attempts = 0,
                DueAt = to == Over ? null : x.SoonDue,
            }
    )
        .In(Waiting)
        .On<SagaIsDue>(RequestStop, to: Stopping, when: ParcelIsOverdue)
        .On<SagaIsDue>(Remind, when: CustomerIsToBeReminded)
        .On<SagaIsDue>(RepeatExpectParcel)
        .On<ReceiptClosed>(ReleaseMissingUnits, to: Over, when: NothingMoreIsExpected)
        .Ignore<ReceiptClosed>()
        .Ignore<ParcelNotSeen>()
        .On<Cancellation>(RequestStop, to: Stopping)
        .On<ManualClosing>(RequestStop, to: Stopping)
        .On<LineReduction>(AnnounceAgain)
        .In(Stopping)
        .On<SagaIsDue>(RepeatStopExpectingParcel)
        .On<ReceiptClosed>(ReleaseMissingUnits, to: Over, when: NothingMoreIsExpected)
        .Ignore<ReceiptClosed>()
        .On<ParcelNotSeen>(ReleaseMissingUnits, to: Over, when: OurQuestionIsAnswered)
        .Ignore<ParcelNotSeen>()
        .On<Cancellation>(RecordReason)
        .On<ManualClosing>(RecordReason)
        .Refuse<LineReduction>()
        .In(Over)
        .Ignore<SagaIsDue>()
        .Ignore<ReceiptClosed>()
        .Ignore<ParcelNotSeen>()
        .Refuse<Cancellation>()
        .Ignore<ManualClosing>()
        .Refuse<LineReduction>();

    /// <summary>The return was approved: the warehouse expects its goods from now on, and the customer will be reminded to send them.</summary>
    public static void Begin(ReturnStep x)
    {
        var (now, by, clocks) = (x.Now, x.Saga.HandOverBy, x.Saga.Goods.Clocks);
        x.Saga.Expectation = x.Saga.Expectation with
        {
            Since = now,
            RemindAt = Reminder(clocks.Remind?.After(now) ?? now + (by - now) / 2),
            RemindAgainAt = Reminder(clocks.RemindAgain?.After(now) ?? now + (by - now) * 6 / 7),
        };
        Wait(x, x.SoonDue);

        DateTimeOffset? Reminder(DateTimeOffset at) => at < by ? at : null;
    }

    public static bool CustomerIsToBeReminded(ReturnStep x, SagaIsDue _) =>
        x.Saga is { Expectation: { HandedOverAt: null, Snapshot: 0 } expected, Rounds: [] }
        && (expected.RemindAt <= x.Now || expected.RemindAgainAt <= x.Now)
        && x.Now < x.Saga.HandOverBy;

    public static bool ParcelIsOverdue(ReturnStep x, SagaIsDue _) => x.Now >= x.Saga.ExpiresAt;

    public static bool NothingMoreIsExpected(ReturnStep x, ReceiptClosed closed) =>
        closed.NothingMoreExpected || x.Saga.Goods.Units.All(unit => unit.UnitId is not null);

    /// <summary>An answer to an older revision does not cover goods that were expected later.</summary>
    public static bool OurQuestionIsAnswered(ReturnStep x, ParcelNotSeen notSeen) =>
        notSeen.Revision >= x.Saga.Expectation.Revision;

    /// <summary>The deadline has passed: asks the warehouse whether something has come.</summary>
    [Sends<ExpectParcel>, Sends<StopExpectingParcel>]
    private static void RequestStop(ReturnStep x, SagaIsDue _) => StopExpecting(x);

    [Sends<ExpectParcel>, Sends<StopExpectingParcel>]
    private static void RequestStop(ReturnStep x, Cancellation cancellation)
    {
        RecordReason(x, cancellation);
        StopExpecting(x);
    }

    [Sends<ExpectParcel>, Sends<StopExpectingParcel>]
    private static void RequestStop(ReturnStep x, ManualClosing closing)
    {
        RecordReason(x, closing);
        StopExpecting(x);
    }

    /// <summary>
    /// Announces the return as well: if the first announcement was lost, the warehouse would never know the return, and late goods could not
    /// be recognised.
    /// </summary>
    private static void StopExpecting(ReturnStep x)
    {
        x.Send(ReturnCommands.ExpectParcel(x.Saga));
        x.Send(ReturnCommands.StopExpectingParcel(x.Saga));
    }

    private static void RecordReason(ReturnStep x, Cancellation _) =>
        x.Saga.Expectation = x.Saga.Expectation with { EndedBy = ExpectationEnds.Cancelled };

    private static void RecordReason(ReturnStep x, ManualClosing _) =>
        x.Saga.Expectation = x.Saga.Expectation with { EndedBy = ExpectationEnds.Closed };

    [Sends<TellCustomer>]
    private static void Remind(ReturnStep x, SagaIsDue _)
    {
        var expected = x.Saga.Expectation;
        var isLast = expected.RemindAgainAt <= x.Now;
        x.Saga.Expectation = expected with { RemindAt = null, RemindAgainAt = isLast ? null : expected.RemindAgainAt };
        Wait(x, x.NextDue(expected.Attempts));
        x.Tell(Steps.Reminder, isLast ? "2" : "1");
    }

    [Sends<ExpectParcel>]
    private static void RepeatExpectParcel(ReturnStep x, SagaIsDue _)
    {
        Repeated(x);
        Wait(x, x.Saga.Expectation.DueAt!.Value);
        x.Send(ReturnCommands.ExpectParcel(x.Saga));
    }

    /// <summary>Waits until the given time or until an earlier reminder or deadline.</summary>
    private static void Wait(ReturnStep x, DateTimeOffset until)
    {
        var expected = x.Saga.Expectation;
        foreach (var at in new[] { expected.RemindAt, expected.RemindAgainAt, x.Saga.ExpiresAt })
        {
            until = at > x.Now && at < until ? at.Value : until;
        }
        x.Saga.Expectation = expected with { DueAt = until };
    }

    [Sends<ExpectParcel>, Sends<StopExpectingParcel>]
    private static void RepeatStopExpectingParcel(ReturnStep x, SagaIsDue _)
    {
        Repeated(x);
        StopExpecting(x);
    }

    [Sends<ExpectParcel>]
    private static void AnnounceAgain(ReturnStep x, LineReduction _)
    {
        var expected = x.Saga.Expectation;
        x.Saga.Expectation = expected with { Revision = expected.Revision + 1, Attempts = 0, DueAt = x.SoonDue };
        x.Send(ReturnCommands.ExpectParcel(x.Saga));
    }

    private static void ReleaseMissingUnits(ReturnStep x, ReceiptClosed _) => ReceivedGoods.ReleaseMissingUnits(x.Saga);

    private static void ReleaseMissingUnits(ReturnStep x, ParcelNotSeen _) => ReceivedGoods.ReleaseMissingUnits(x.Saga);

    private static void Repeated(ReturnStep x)
    {
        var attempts = x.Saga.Expectation.Attempts + 1;
        x.Saga.Expectation = x.Saga.Expectation with { Attempts = attempts, DueAt = x.NextDue(attempts) };
    }
}
