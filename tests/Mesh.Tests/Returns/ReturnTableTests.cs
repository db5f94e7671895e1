using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class ReturnTableTests
{
    private readonly SagaWorld _it = SagaWorld.OfTwo();

    private Return Saga => _it.Saga;

    [Fact]
    public void An_approved_request_expects_a_parcel_and_sends_a_message()
    {
        _it.Approve();

        (Saga.State, Saga.Status).ShouldBe(("Open", "awaiting_parcel"));
        var expected = _it.SentOf<ExpectParcel>().ShouldHaveSingleItem();
        (expected.Revision, expected.Lines.Single()).ShouldBe((1, new ExpectedLine("1", "a", "sku-a", null, 2)));
        _it.Told.ShouldBe([Steps.Approved]);
        Saga.DueAt.ShouldNotBeNull().ShouldBeGreaterThan(_it.Now);
    }

    [Fact]
    public void A_waiting_return_repeats_its_commands_and_waits_longer_each_time()
    {
        _it.Approve();
        var first = Saga.DueAt!.Value;
        _it.Handle(_it.Due(first));
        var second = Saga.DueAt!.Value;
        _it.Handle(_it.Due(second));

        (Saga.DueAt!.Value - second).ShouldBeGreaterThan(second - first);
        _it.SentOf<ExpectParcel>().Count().ShouldBe(3);
        _it.SentOf<TellCustomer>().Distinct().Count().ShouldBe(1);
        _it.SentOf<TellCustomer>().Count().ShouldBe(3);
    }

    [Fact]
    public void A_row_that_was_made_due_by_hand_repeats_everything()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 1));
        _it.Sent.Clear();

        _it.Handle(_it.Due(_it.Now.AddSeconds(1)));

        _it.Sent.Select(x => x.GetType())
            .ShouldBe(
                [typeof(ExpectParcel), typeof(InspectUnits), typeof(TellCustomer), typeof(TellCustomer)],
                ignoreOrder: true
            );
    }

    [Fact]
    public void Before_it_expires_a_return_asks_the_warehouse_and_lets_go_of_its_pieces()
    {
        _it.Approve();
        _it.Handle(_it.Due(Saga.ExpiresAt.AddSeconds(-10)));
        Saga.DueAt.ShouldBe(Saga.ExpiresAt);
        _it.Handle(_it.Due(Saga.ExpiresAt));
        Saga.Status.ShouldBe("awaiting_parcel");
        _it.SentOf<StopExpectingParcel>().Count().ShouldBe(1);
        // The warehouse may never have heard of it.
        _it.Sent.SkipLast(1).Last().ShouldBeOfType<ExpectParcel>();

        _it.HandleTwice(_it.NotSeen());

        Saga.Status.ShouldBe("expired");
        _it.Pieces.Values.ShouldAllBe(x => x.ReservedBy == null);
        _it.Told.Last().ShouldBe(Steps.Expired);
    }

    [Fact]
    public void A_return_whose_receipt_brought_nothing_of_it_is_awaited_on_and_expires()
    {
        _it.Approve();
        _it.Handle(_it.Opened(1));
        _it.HandleTwice(_it.Closed(1, units: 0));
        Saga.Status.ShouldBe("awaiting_parcel");
        _it.Now = Saga.ExpiresAt;
        _it.Handle(_it.Due(_it.Now));

        _it.HandleTwice(_it.Closed(2, units: 0, nothingMore: true));

        Saga.Status.ShouldBe("expired");
        _it.Told.Last().ShouldBe(Steps.Expired);
    }

    [Fact]
    public void A_parcel_that_came_just_in_time_is_not_expired()
    {
        _it.Approve();
        _it.Handle(_it.Due(Saga.ExpiresAt));

        _it.Handle(_it.Closed(1, units: 2, nothingMore: true));

        Saga.Status.ShouldBe("inspecting");
    }

    [Fact]
    public void Every_message_twice_completes_a_return_once()
    {
        _it.Approve();
        _it.HandleTwice(_it.Opened(1));
        Saga.Status.ShouldBe("receiving");
        _it.HandleTwice(_it.Closed(1, units: 2));
        Saga.Status.ShouldBe("inspecting");
        _it.HandleTwice(_it.Verdict());
        Saga.Status.ShouldBe("settling");
        _it.HandleTwice(_it.Submitted());
        _it.HandleTwice(_it.Succeeded());

        Saga.Status.ShouldBe("completed");
        var refund = _it.SentOf<IssueRefund>().ShouldHaveSingleItem();
        refund.Amount.ShouldBe(2000);
        refund.Lines.ShouldBe([new RefundedLine("a", "sku-a", null, 2, 2000, 0, 0, 0, 0, 0, null, ShippingTax: 0)]);
        (refund.PromisedBy, refund.DecidedBy).ShouldBe((Saga.RefundBy(_it.Now), "the inspector"));
        _it.Timeline.ShouldBeUnique();
        _it.Told.ShouldBe([Steps.Approved, Steps.Received, Steps.Inspected, Steps.Completed]);
        _it.Pieces.Values.ShouldAllBe(x => x.Given == 1000);
        foreach (var message in Saga.PendingMessages)
        {
            Saga.DueAt.ShouldNotBeNull();
            _it.HandleTwice(_it.ToldOf(message));
        }
        Saga.DueAt.ShouldBeNull();
    }

    [Fact]
    public void A_success_that_overtakes_the_submission_completes_the_return()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 2));
        _it.Handle(_it.Opened(1));
        _it.Handle(_it.Verdict());
        _it.Handle(_it.Succeeded());
        _it.Handle(_it.Submitted());

        (Saga.Status, _it.Refund.Status).ShouldBe(("completed", "succeeded"));
    }

    [Fact]
    public void Answers_to_another_key_change_nothing()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 2));
        _it.Handle(_it.Verdict() with { InspectionId = Guid.NewGuid() });
        Saga.Status.ShouldBe("inspecting");

        _it.Handle(_it.Verdict());
        _it.Handle(_it.Succeeded() with { RefundId = Guid.NewGuid() });
        Saga.Status.ShouldBe("settling");
    }

    [Fact]
    public void A_second_parcel_is_a_second_round_while_the_first_is_settled()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 1));
        _it.Handle(_it.Verdict(1));
        _it.HandleTwice(_it.Closed(2, units: 2));

        Saga.Status.ShouldBe("inspecting");
        Saga.Rounds.Select(x => x.State).ShouldBe(["Settling", "Inspecting"]);
        _it.SentOf<InspectUnits>().Select(x => x.Units.Count).ShouldBe([1, 1]);
        _it.Handle(_it.Succeeded());
        Saga.Status.ShouldBe("inspecting");
        _it.Handle(_it.Verdict(2));
        _it.Handle(_it.Succeeded());

        Saga.Status.ShouldBe("completed");
        _it.SentOf<IssueRefund>().Select(x => (x.Round, x.Amount)).ShouldBe([(1, 1000), (2, 1000)]);
        _it.SentOf<IssueRefund>().Select(x => x.RefundId).ShouldBeUnique();
        _it.Told.ShouldBe([
            Steps.Approved,
            Steps.Received,
            Steps.Inspected,
            Steps.Received,
            Steps.Refunded,
            Steps.Inspected,
            Steps.Completed,
        ]);
    }

    [Fact]
    public void Missing_units_stay_expected_until_their_deadline_and_then_the_return_completes()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 1));
        _it.Handle(_it.Verdict());
        _it.Handle(_it.Succeeded());
        (Saga.State, Saga.Status).ShouldBe(("Open", "awaiting_parcel"));
        _it.Told.Last().ShouldBe(Steps.Refunded);

        _it.Handle(_it.Due(Saga.ExpiresAt));
        _it.HandleTwice(_it.Closed(2, units: 1, nothingMore: true));

        Saga.Status.ShouldBe("completed");
        _it.Told.Last().ShouldBe(Steps.Completed);
        _it.Pieces[("a", 0)].Given.ShouldBe(1000);
        _it.Pieces[("a", 1)].ReservedBy.ShouldBeNull();
    }

    [Fact]
    public void A_receipt_closed_short_completes_the_return_at_once()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 0, nothingMore: true));

        Saga.Status.ShouldBe("completed");
        _it.SentOf<IssueRefund>().ShouldBeEmpty();
        Saga.Rounds.ShouldBeEmpty();
    }

    [Fact]
    public void A_unit_that_nobody_could_place_keeps_the_return_open_until_a_person_decides()
    {
        _it.Approve();
        _it.HandleTwice(_it.Closed(1, 0, true, new UnplacedUnit(Guid.NewGuid(), "wrong_item", "x")));
        (Saga.State, Saga.AttentionReason).ShouldBe(("Open", "unplaced_units"));

        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Done);

        (Saga.Status, Saga.AttentionReason).ShouldBe(("completed", null));
    }

    [Fact]
    public void A_unit_that_a_person_assigned_becomes_a_round()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, 0, true, new UnplacedUnit(Guid.NewGuid(), "wrong_item", "x")));

        _it.Handle(_it.Closed(2, units: 1, nothingMore: true));

        (Saga.Status, Saga.AttentionReason).ShouldBe(("inspecting", null));
        _it.Pieces[("a", 0)].ReservedBy.ShouldBe(Saga.CorrelationId);
    }

    [Fact]
    public void A_late_parcel_waits_for_a_person_who_opens_a_round_with_it()
    {
        Expire();

        _it.HandleTwice(_it.Closed(1, units: 1, nothingMore: true));
        (Saga.Status, Saga.AttentionReason).ShouldBe(("expired", "late_parcel"));
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Done);

        (Saga.State, Saga.Status, Saga.AttentionReason).ShouldBe(("Open", "inspecting", null));
        _it.Handle(_it.Verdict());
        _it.Handle(_it.Succeeded());
        Saga.Status.ShouldBe("completed");
        _it.Pieces[("a", 0)].Given.ShouldBe(1000);
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Refused);
    }

    [Fact]
    public void A_snapshot_that_no_command_waited_for_is_acknowledged_each_time_it_comes()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 2));
        _it.SentOf<AcknowledgeReceipt>().ShouldBeEmpty();

        var late = _it.Closed(2, 2, false, new UnplacedUnit(Guid.NewGuid(), "over", null));
        _it.HandleTwice(late with { AwaitsAcknowledgement = true });

        _it.SentOf<AcknowledgeReceipt>().Select(x => x.Number).ShouldBe([2, 2]);
        Saga.AttentionReason.ShouldBe("unplaced_units");
    }

    [Fact]
    public void A_bonus_is_asked_for_with_the_store_credit_and_told_as_it_was_given()
    {
        Saga.Goods.Lines =
        [
            .. Saga.Goods.Lines.Select(x => x with { Resolution = Resolutions.StoreCredit, BonusPercent = 7.55m }),
        ];
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 2, nothingMore: true));
        _it.Handle(_it.Verdict());
        var asked = _it.SentOf<IssueRefund>().ShouldHaveSingleItem();
        // Each of the two pieces by itself.
        (asked.Amount, asked.StoreCredit, asked.StoreCreditBonus).ShouldBe((2000, 2000, 152));

        _it.Handle(_it.Succeeded() with { StoreCredit = 2000, StoreCreditBonus = 151 });

        var told = _it.SentOf<TellCustomer>().Last();
        (told.Step, told.StoreCredit, told.StoreCreditBonus).ShouldBe((Steps.Completed, 2000, 151));
    }

    [Fact]
    public void A_late_unit_that_another_return_has_waits_for_a_person_and_is_never_given_twice()
    {
        Expire();
        var other = new SagaWorld(Again(), _it);

        _it.Handle(_it.Closed(1, units: 1, nothingMore: true));

        Saga.AttentionReason.ShouldBe("in_another_return");
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Refused);
        _it.SentOf<AcknowledgeReceipt>().ShouldBeEmpty();
        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Done);
        // Told again, should it have been lost.
        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Done);
        _it.SentOf<AcknowledgeReceipt>().Count().ShouldBe(2);
        var unit = Saga.Goods.Unassigned.ShouldHaveSingleItem().UnitId;
        foreach (var told in _it.SentOf<AcknowledgeReceipt>())
        {
            (told.Number, told.Dismissed.ShouldHaveSingleItem()).ShouldBe((1, unit));
        }
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Refused);
        // The warehouse assigns it to the other one.
        _it.Handle(_it.Closed(2, units: 0, nothingMore: true));
        Saga.AttentionReason.ShouldBeNull();
        other.Approve();
        other.Handle(other.Closed(1, units: 2));
        other.Saga.Status.ShouldBe("inspecting");
    }

    [Fact]
    public void Units_sent_back_to_the_customer_are_not_refunded_and_may_be_requested_again()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 2));
        _it.Handle(_it.Verdict(1, Dispositions.ReturnToCustomer));

        Saga.Status.ShouldBe("completed");
        _it.SentOf<IssueRefund>().ShouldBeEmpty();
        _it.Pieces.Values.ShouldAllBe(x => x.ReservedBy == null && x.Given == null);
    }

    [Fact]
    public void A_message_is_the_same_however_late_it_is_repeated()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 2));
        _it.Handle(_it.Verdict());
        _it.Handle(_it.Succeeded() with { Shortfall = 700, StoreCredit = 300 });
        _it.Handle(_it.Succeeded() with { Shortfall = null, StoreCredit = 300 });

        _it.Handle(_it.Due(Saga.DueAt!.Value));

        foreach (var message in _it.SentOf<TellCustomer>().GroupBy(x => x.MessageId))
        {
            message.Distinct().ShouldHaveSingleItem();
        }
    }

    [Fact]
    public void A_cancellation_asks_the_warehouse_first()
    {
        _it.Approve();
        _it.HandleTwice(SagaWorld.Cancellation());
        (Saga.Status, _it.SentOf<StopExpectingParcel>().Count()).ShouldBe(("awaiting_parcel", 1));

        _it.HandleTwice(_it.NotSeen());

        Saga.Status.ShouldBe("cancelled");
        _it.Told.ShouldBe([Steps.Approved, Steps.Cancelled]);
        _it.Pieces.Values.ShouldAllBe(x => x.ReservedBy == null);
        _it.Handle(SagaWorld.Cancellation()).Outcome.ShouldBe(TransitionOutcome.Refused);
    }

    [Fact]
    public void Goods_that_came_before_the_cancellation_are_settled()
    {
        _it.Approve();
        _it.Handle(SagaWorld.Cancellation());

        _it.Handle(_it.Closed(1, units: 1, nothingMore: true));
        _it.Handle(_it.Verdict());
        _it.Handle(_it.Succeeded());

        Saga.Status.ShouldBe("completed");
    }

    [Fact]
    public void A_return_whose_parcel_was_handed_over_or_arrived_cannot_be_cancelled()
    {
        _it.Approve();
        _it.HandleTwice(new ParcelInTransit(Saga.CorrelationId, "demo", Guid.NewGuid(), "1Z", _it.Now));
        _it.Handle(SagaWorld.Cancellation()).Outcome.ShouldBe(TransitionOutcome.Refused);
        // What is on its way may still be less.
        _it.Handle(SagaWorld.Reduction(1)).Outcome.ShouldBe(TransitionOutcome.Done);
        _it.Handle(_it.Opened(1));
        _it.Handle(SagaWorld.Reduction(1)).Outcome.ShouldBe(TransitionOutcome.Refused);
    }

    [Fact]
    public void A_return_that_waits_for_the_rest_is_not_stuck_before_the_deadline()
    {
        _it.Approve();
        _it.Handle(_it.Opened(1));
        Saga.StuckAfter.ShouldBe(_it.Now.AddDays(2));

        _it.HandleTwice(_it.RestAwaited(1));

        Saga.Status.ShouldBe("receiving");
        Saga.StuckAfter.ShouldBe(Saga.ExpiresAt.AddDays(1));
        // The receipt's own event comes late.
        _it.Handle(_it.Opened(1));
        Saga.StuckAfter.ShouldBe(Saga.ExpiresAt.AddDays(1));
        // The rest is being unpacked.
        _it.Now = _it.Now.AddDays(5);
        _it.HandleTwice(_it.Opened(2));
        Saga.StuckAfter.ShouldBe(_it.Now.AddDays(2));
        _it.Handle(_it.RestAwaited(2));
        Saga.StuckAfter.ShouldBe(Saga.ExpiresAt.AddDays(1));
        _it.Handle(_it.Closed(1, units: 2));
        Saga.Status.ShouldBe("inspecting");
    }

    [Fact]
    public void Each_lost_parcel_is_noted_once()
    {
        _it.Approve();
        _it.HandleTwice(new ParcelLost(Saga.CorrelationId, "demo", Guid.NewGuid(), "1Z", _it.Now));
        _it.HandleTwice(new ParcelLost(Saga.CorrelationId, "demo", Guid.NewGuid(), "2Z", _it.Now));

        _it.Timeline.Count(x => x == "parcel_lost").ShouldBe(2);
    }

    [Fact]
    public void The_units_of_a_receipt_are_noted_once()
    {
        var wrong = new UnplacedUnit(Guid.NewGuid(), "wrong_item", "SCARF");
        _it.Approve();
        _it.Handle(_it.Closed(1, 1, false, wrong));
        // The deadline has passed: nothing more has come.
        _it.Handle(_it.Closed(2, 1, true, wrong) with { ReceiptId = _it.Closed(1, 1).ReceiptId });
        var received = Saga.NewEntries.Select(x => x.Event).OfType<TimelineEvent.Received>();
        received.ShouldBe([new(1, 1)]);

        _it.Handle(_it.Closed(3, 2, true, wrong));

        received.ShouldBe([new(1, 1), new(1, 0)]);
    }

    [Fact]
    public void A_late_unit_that_a_person_dismissed_is_in_no_later_round()
    {
        Expire();
        _it.Handle(_it.Closed(1, units: 1, nothingMore: true));
        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Done);
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Refused);

        _it.Handle(_it.Closed(2, units: 2, nothingMore: true));
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Done);

        Saga.Goods.Units.Count(x => x.Round is not null).ShouldBe(1);
        Saga.Goods.Unassigned.ShouldHaveSingleItem().Dismissed.ShouldBeTrue();
    }

    [Fact]
    public void A_request_that_is_not_approved_yet_is_cancelled_at_once()
    {
        _it.Refer();
        _it.Sent.Clear();
        _it.Handle(SagaWorld.Cancellation());

        Saga.Status.ShouldBe("cancelled");
        _it.Sent.Select(x => x.GetType()).ShouldBe([typeof(TellCustomer)]);
        _it.Pieces.Values.ShouldAllBe(x => x.ReservedBy == null);
    }

    [Fact]
    public void Withdrawn_units_are_a_new_revision_for_the_warehouse_and_free_again()
    {
        _it.Approve();
        _it.Handle(SagaWorld.Reduction(1));

        var expected = _it.SentOf<ExpectParcel>().Last();
        (expected.Revision, expected.Lines.Single().Quantity).ShouldBe((2, 1));
        (_it.Pieces[("a", 0)].ReservedBy, _it.Pieces[("a", 1)].ReservedBy).ShouldBe((Saga.CorrelationId, null));
        _it.Handle(_it.Closed(1, units: 1));
        _it.Handle(_it.Verdict());
        _it.Handle(_it.Succeeded());
        Saga.Status.ShouldBe("completed");
    }

    [Fact]
    public void An_agent_closes_what_no_longer_comes_but_not_what_is_under_way()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 1));
        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Refused);
        _it.Handle(_it.Verdict());
        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Refused);
        _it.Handle(_it.Succeeded());

        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Done);
        _it.SentOf<StopExpectingParcel>().Count().ShouldBe(1);
        _it.Handle(_it.Closed(2, units: 1, nothingMore: true));

        Saga.Status.ShouldBe("completed");
        _it.Timeline.ShouldContain("closed_by_hand");
    }

    private void Expire()
    {
        _it.Approve();
        _it.Handle(_it.Due(Saga.ExpiresAt));
        _it.Handle(_it.NotSeen());
        Saga.Status.ShouldBe("expired");
    }

    /// <summary>Both pieces, in another return of the same order.</summary>
    private static Return Again()
    {
        var other = SagaWorld.Request(Orders.Of(0, Orders.Line("a", 2, 1000)), ("a", 2));
        var reserved = other.PieceChanges.ConvertAll(x => x with { Terms = x.Terms! with { IsNew = false } });
        other.PieceChanges.Clear();
        other.PieceChanges.AddRange(reserved);
        return other;
    }
}
