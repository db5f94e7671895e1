using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>What a return still expects, until it comes, its deadline passes, or a person closes the return.</summary>
public sealed class ExpectationTableTests
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
    public void A_change_that_withdraws_nothing_changes_nothing()
    {
        _it.Approve();
        var (before, sent) = (_it.Snapshot(), _it.Sent.Count);

        _it.Handle(SagaWorld.Reduction(2)).Outcome.ShouldBe(TransitionOutcome.Done);

        _it.Snapshot().ShouldBe(before);
        _it.Sent.Count.ShouldBe(sent);
    }

    [Fact]
    public void The_warehouse_is_told_which_of_its_carrier_events_the_return_knows()
    {
        _it.Approve();
        var lost = new ParcelLost(Saga.CorrelationId, "demo", Guid.NewGuid(), "1Z", _it.Now);
        _it.Handle(_it.Due(_it.Now.AddMinutes(1)));
        _it.Handle(new ParcelInTransit(Saga.CorrelationId, "demo", lost.ParcelId, "1Z", _it.Now));
        _it.Handle(lost);

        _it.Handle(SagaWorld.Reduction(1));

        _it.SentOf<ExpectParcel>().Select(x => x.HandedOver).ShouldBe([false, false, true]);
        _it.SentOf<ExpectParcel>().Select(x => x.LostParcels).ShouldBe([null, null, [lost.ParcelId]]);
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
}
