using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Sagas;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The actions of <see cref="ReturnTable"/>. Commands of the second level are in its own tables.</summary>
internal static class ReturnActions
{
    [Sends<TellCustomer>, Sends<ExpectParcel>]
    public static void Approve(ReturnStep x, Approval approval)
    {
        if (x.Saga.Review is not null)
        {
            // The customer has the full time to hand the parcel over, however long the review took.
            x.Saga.SetDeadlines(x.Now);
            x.Saga.Review = null;
        }
        x.Saga.IsApproved = true;
        x.AddToTimeline(approval.By?.Id ?? "policy", x.Now, new TimelineEvent.Approved(x.Saga.Rule), approval.By?.Name);
        x.Tell(Steps.Approved);
        ExpectationTable.Begin(x);
        x.Send(ReturnCommands.ExpectParcel(x.Saga));
    }

    public static void RecordTransit(ReturnStep x, ParcelInTransit parcel)
    {
        x.AddToTimeline("carrier", parcel.At, new TimelineEvent.InTransit(parcel.TrackingNumber));
        x.Saga.Expectation = x.Saga.Expectation with { HandedOverAt = parcel.At };
    }

    public static void RecordParcelLoss(ReturnStep x, ParcelLost parcel)
    {
        x.AddToTimeline("carrier", parcel.At, new TimelineEvent.ParcelLost(parcel.TrackingNumber));
        x.Saga.Expectation = x.Saga.Expectation with
        {
            LostParcels = [.. x.Saga.Expectation.LostParcels ?? [], parcel.ParcelId],
        };
    }

    public static void BeginReceiving(ReturnStep x, ReceiptOpened opened)
    {
        x.AddToTimeline(opened.By ?? "warehouse", opened.At, new TimelineEvent.ReceiptOpened(), opened.ByName);
        RoundTable.Add(x);
    }

    public static void ReceiveRest(ReturnStep x, ReceiptOpened opened) => InReceivingRound(x, opened);

    /// <summary>The received goods wait in the warehouse until the rest comes or the deadline passes.</summary>
    public static void AwaitRest(ReturnStep x, RestAwaited rest) => InReceivingRound(x, rest);

    /// <summary>New units of a snapshot become a round; missing ones stay expected or are released.</summary>
    [Sends<AcknowledgeReceipt>]
    public static void Receive(ReturnStep x, ReceiptClosed closed)
    {
        var (receiptBefore, unassignedBefore) = (x.Saga.Expectation.ReceiptId, UnassignedUnitsOf(x));
        RecordSnapshot(x, closed);
        var receiving = x.Saga.Rounds.FirstOrDefault(round => round.State == RoundStates.Receiving);
        var round = receiving is null ? RoundTable.Add(x) : new RoundStep(x, receiving.No);
        round.UnitsPlaced = ReceivedGoods.Place(x.Saga, closed, round.No);
        AddReceived(x, closed, round.UnitsPlaced, receiptBefore, unassignedBefore);
        RoundTable.Table.Apply(round, closed);
        ExpectationTable.Table.Apply(x, closed);
        FindUnassignedAttention(x);
        AcknowledgeLate(x, closed);
    }

    /// <summary>Goods that come after the end wait for a person.</summary>
    [Sends<AcknowledgeReceipt>]
    public static void RecordLateUnits(ReturnStep x, ReceiptClosed closed)
    {
        var (receiptBefore, unassignedBefore) = (x.Saga.Expectation.ReceiptId, UnassignedUnitsOf(x));
        RecordSnapshot(x, closed);
        ReceivedGoods.RecordLateUnits(x.Saga, closed);
        AddReceived(x, closed, placed: 0, receiptBefore, unassignedBefore);
        FindUnassignedAttention(x);
        AcknowledgeLate(x, closed);
    }

    [Sends<AcknowledgeReceipt>]
    public static void Acknowledge(ReturnStep x, ReceiptClosed _) => x.Send(ReturnCommands.AcknowledgeReceipt(x.Saga));

    public static void StopWaiting(ReturnStep x, ParcelNotSeen notSeen)
    {
        if (ExpectationTable.Table.Apply(x, notSeen).Outcome == TransitionOutcome.Done)
        {
            RemoveReceivingRounds(x);
        }
    }

    /// <summary>See <see cref="RoundTable"/>.</summary>
    public static void JudgeRound(ReturnStep x, InspectionCompleted completed) =>
        JudgeRound(x, completed.InspectionId, completed);

    public static void JudgeRoundByDefault(ReturnStep x, UnitsNotJudged asked) =>
        JudgeRound(x, asked.InspectionId, asked);

    /// <summary>See <see cref="RefundPartTable"/>.</summary>
    public static void ApplyToPart(ReturnStep x, RefundSubmitted submitted) =>
        ApplyToPart(x, submitted.RefundId, submitted);

    public static void ApplyToPart(ReturnStep x, RefundSucceeded succeeded) =>
        ApplyToPart(x, succeeded.RefundId, succeeded);

    public static void ApplyToPart(ReturnStep x, RefundFailed failed) => ApplyToPart(x, failed.RefundId, failed);

    public static void ApplyToPart(ReturnStep x, RefundReversed reversed) =>
        ApplyToPart(x, reversed.RefundId, reversed);

    [Sends<AcknowledgeReversal>]
    public static void RejectReversal(ReturnStep x, RefundReversed reversed) =>
        x.Send(ReturnCommands.RejectReversal(reversed));

    /// <summary>A message was sent to the customer, or cannot be sent.</summary>
    public static void RemovePendingMessage(ReturnStep x, CustomerTold told)
    {
        x.Saga.PendingMessages =
        [
            .. x.Saga.PendingMessages.Where(message => ReturnCommands.MessageIdOf(x.Saga, message) != told.MessageId),
        ];
        x.AddToTimeline("notification", told.At, new TimelineEvent.CustomerTold(told.Step, told.Outcome));
    }

    /// <summary>Repeats the commands of all due waits.</summary>
    [Sends<TellCustomer>]
    public static void RepeatWhatIsDue(ReturnStep x, SagaIsDue due)
    {
        var waits = ReturnWaits.Of(x.Saga).ToList();
        bool IsDue(DateTimeOffset? at) => at is not null && ReturnWaits.IsDue(waits, at, due.At);
        if (IsDue(x.Saga.Expectation.DueAt))
        {
            ExpectationTable.Table.Apply(x, due);
        }
        foreach (var round in x.Saga.Rounds.Where(y => IsDue(y.DueAt)))
        {
            RoundTable.Table.Apply(new RoundStep(x, round.No), due);
        }
        foreach (var part in x.Saga.Parts.Where(y => IsDue(y.DueAt)))
        {
            RefundPartTable.Table.Apply(new PartStep(x, part.PartId), due);
        }
        RepeatMessages(x, IsDue);
    }

    [Sends<TellCustomer>]
    public static void RepeatMessages(ReturnStep x, SagaIsDue due)
    {
        var waits = ReturnWaits.Of(x.Saga).ToList();
        RepeatMessages(x, at => ReturnWaits.IsDue(waits, at, due.At));
    }

    /// <summary>The customer never got an RMA number, so the letter does not name one.</summary>
    [Sends<TellCustomer>]
    public static void CancelBeforeApproval(ReturnStep x, Cancellation cancellation)
    {
        AddCancelled(x, cancellation.By);
        EndBeforeApproval(x, ExpectationEnds.Cancelled);
        x.AddToTimeline("returns", x.Now, new TimelineEvent.Cancelled());
        x.Tell(Steps.RequestWithdrawn);
    }

    /// <summary>First asks the warehouse whether a parcel has already arrived.</summary>
    public static void Cancel(ReturnStep x, Cancellation cancellation)
    {
        if (x.Saga.Expectation.EndedBy != ExpectationEnds.Cancelled)
        {
            AddCancelled(x, cancellation.By);
        }
        ExpectationTable.Table.Apply(x, cancellation);
    }

    public static void ReduceLines(ReturnStep x, LineReduction reduction)
    {
        var requested = x.Saga.Goods.Lines.ToDictionary(y => (y.Key, y.Reason), y => y.Quantity);
        Dictionary<(LineKey, string), int> kept = [];
        foreach (var line in reduction.Lines)
        {
            var key = x.Saga.KeyOf(line.LineId, line.OrderNumber);
            var withdrawn = requested[(key, line.Reason)] - line.Quantity;
            if (withdrawn == 0)
            {
                continue;
            }
            kept.Add((key, line.Reason), line.Quantity);
            x.AddToTimeline(
                reduction.By.Id,
                x.Now,
                new TimelineEvent.Withdrawn(line.LineId, withdrawn) { OrderNumber = key.OrderNumber },
                reduction.By.Name
            );
        }
        if (kept.Count > 0)
        {
            ReceivedGoods.Withdraw(x.Saga, kept);
            ExpectationTable.Table.Apply(x, reduction);
        }
    }

    [Sends<AcknowledgeReceipt>]
    public static void CloseByHand(ReturnStep x, ManualClosing closing)
    {
        DismissUnits(x, closing);
        RemoveReceivingRounds(x);
        foreach (var part in x.Saga.Parts)
        {
            RefundPartTable.Table.Apply(new PartStep(x, part.PartId), closing);
        }
        foreach (var round in x.Saga.Rounds)
        {
            RoundTable.Table.Apply(new RoundStep(x, round.No), new PartChanged());
        }
        ExpectationTable.Table.Apply(x, closing);
    }

    /// <summary>Allows the warehouse to assign the dismissed units to another return.</summary>
    [Sends<AcknowledgeReceipt>]
    public static void DismissUnits(ReturnStep x, ManualClosing closing)
    {
        x.AddToTimeline(closing.By.Id, x.Now, new TimelineEvent.ClosedByHand(closing.Reason), closing.By.Name);
        x.Saga.Goods.Unassigned = [.. x.Saga.Goods.Unassigned.Select(y => y with { Dismissed = true })];
        x.Saga.UnassignedAttention = null;
        if (x.Saga.Goods.Unassigned.Count > 0)
        {
            x.Send(ReturnCommands.AcknowledgeReceipt(x.Saga));
        }
    }

    /// <summary>Opens a round for units that came too late.</summary>
    public static void OpenRound(ReturnStep x, NewRound opened)
    {
        var round = RoundTable.Add(x);
        round.UnitsPlaced = ReceivedGoods.PlaceUnassigned(x.Saga, round.No);
        x.AddToTimeline(
            opened.By.Id,
            x.Now,
            new TimelineEvent.RoundOpened(round.No, round.UnitsPlaced),
            opened.By.Name
        );
        RoundTable.Table.Apply(round, opened);
        FindUnassignedAttention(x);
    }

    [Sends<TellCustomer>]
    public static void TellCancelled(ReturnStep x, AllSettled _) => TellCancelled(x);

    [Sends<TellCustomer>]
    public static void TellExpired(ReturnStep x, AllSettled _)
    {
        x.AddToTimeline("returns", x.Now, new TimelineEvent.Expired());
        x.Tell(Steps.Expired);
    }

    /// <summary>Sends the customer one message each time the return completes.</summary>
    [Sends<TellCustomer>]
    public static void Complete(ReturnStep x, AllSettled _)
    {
        x.AddToTimeline("returns", x.Now, new TimelineEvent.Completed());
        x.Saga.Endings++;
        if (x.Settled is { Step: Steps.PaidAgain } paidAgain)
        {
            x.Tell(paidAgain);
        }
        else
        {
            var (settled, which) = (x.Settled, $"{x.Saga.Endings}");
            x.Tell(
                Steps.Completed,
                which,
                settled?.Amount,
                settled?.StoreCredit,
                settled?.OrderNumber,
                settled?.StoreCreditBonus
            );
        }
    }

    /// <summary>Ends a return that the warehouse does not know yet.</summary>
    internal static void EndBeforeApproval(ReturnStep x, string reason)
    {
        x.Saga.Review = null;
        x.Saga.Expectation = x.Saga.Expectation with { State = ExpectationStates.Over, DueAt = null, EndedBy = reason };
        ReceivedGoods.ReleaseMissingUnits(x.Saga);
    }

    private static void JudgeRound<TEvent>(ReturnStep x, Guid inspectionId, TEvent happened)
        where TEvent : notnull
    {
        var round = x.Saga.Rounds.First(y => ReturnCommands.InspectionIdOf(x.Saga, y.No) == inspectionId);
        var step = new RoundStep(x, round.No);
        RoundTable.Table.Apply(step, happened);
        RoundTable.Table.Apply(step, new PartChanged());
    }

    private static void AcknowledgeLate(ReturnStep x, ReceiptClosed closed)
    {
        if (ReturnGuards.AcknowledgementIsAwaited(x, closed))
        {
            Acknowledge(x, closed);
        }
    }

    private static void TellCancelled(ReturnStep x)
    {
        x.AddToTimeline("returns", x.Now, new TimelineEvent.Cancelled());
        x.Tell(Steps.Cancelled);
    }

    private static void AddCancelled(ReturnStep x, Instructor by) =>
        x.AddToTimeline(by.Id, x.Now, new TimelineEvent.CancellationRequested(), by.Name);

    private static void ApplyToPart<TEvent>(ReturnStep x, Guid partId, TEvent happened)
        where TEvent : notnull
    {
        var part = new PartStep(x, partId);
        if (RefundPartTable.Table.Apply(part, happened).Outcome == TransitionOutcome.Done)
        {
            RoundTable.Table.Apply(new RoundStep(x, part.Part.Round), new PartChanged());
        }
    }

    private static void RepeatMessages(ReturnStep x, Func<DateTimeOffset?, bool> isDue)
    {
        foreach (var message in x.Saga.PendingMessages.Where(y => isDue(y.DueAt)))
        {
            x.Send(ReturnCommands.TellCustomer(x.Saga, message));
        }
        x.Saga.PendingMessages =
        [
            .. x.Saga.PendingMessages.Select(y =>
                isDue(y.DueAt) ? y with { Attempts = y.Attempts + 1, DueAt = x.NextDue(y.Attempts + 1) } : y
            ),
        ];
    }

    private static void RecordSnapshot(ReturnStep x, ReceiptClosed closed) =>
        x.Saga.Expectation = x.Saga.Expectation with
        {
            Snapshot = closed.Number,
            ReceiptId = closed.ReceiptId,
            ReceivedAt = closed.At,
        };

    private static HashSet<Guid> UnassignedUnitsOf(ReturnStep x) => [.. x.Saga.Goods.Unassigned.Select(y => y.UnitId)];

    /// <summary>Adds the units of a receipt to the timeline; a snapshot without new units only says that nothing more is expected.</summary>
    private static void AddReceived(
        ReturnStep x,
        ReceiptClosed closed,
        int placed,
        Guid? receiptBefore,
        HashSet<Guid> unassignedBefore
    )
    {
        var unexpected = x.Saga.Goods.Unassigned.Count(y => !unassignedBefore.Contains(y.UnitId));
        if (placed + unexpected > 0 || closed.ReceiptId != receiptBefore)
        {
            x.AddToTimeline(
                closed.By ?? "warehouse",
                closed.At,
                new TimelineEvent.Received(placed, unexpected),
                closed.ByName
            );
        }
    }

    private static void RemoveReceivingRounds(ReturnStep x) => InReceivingRound(x, new ArrivalsEnded());

    private static void InReceivingRound<TEvent>(ReturnStep x, TEvent happened)
        where TEvent : notnull
    {
        foreach (var round in x.Saga.Rounds.Where(y => y.State == RoundStates.Receiving))
        {
            RoundTable.Table.Apply(new RoundStep(x, round.No), happened);
        }
    }

    /// <summary>Finds the most serious reason among the units that are in no round.</summary>
    private static void FindUnassignedAttention(ReturnStep x)
    {
        string[] bySeverity =
        [
            AttentionReasons.UnplacedUnits,
            AttentionReasons.InAnotherReturn,
            AttentionReasons.OrderChanged,
            AttentionReasons.LateParcel,
        ];
        var reasons = x.Saga.Goods.Unassigned.Where(y => !y.Dismissed).Select(y => y.Reason).ToHashSet();
        var reason = Array.Find(bySeverity, reasons.Contains);
        x.Saga.UnassignedAttention =
            reason is null ? null
            : x.Saga.UnassignedAttention?.Reason == reason ? x.Saga.UnassignedAttention
            : new Attention(reason, x.Now);
    }
}
