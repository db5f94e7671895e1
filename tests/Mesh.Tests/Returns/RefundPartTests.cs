using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>The refund of a round: failed, reversed, paid again.</summary>
public sealed class RefundPartTests
{
    private readonly SagaWorld _it = SagaWorld.OfTwo();

    private Return Saga => _it.Saga;

    [Fact]
    public void A_refund_that_failed_is_parked_and_a_late_success_completes_the_return()
    {
        PlanRefund();
        _it.HandleTwice(_it.Failed());
        (Saga.State, Saga.Status, Saga.AttentionReason).ShouldBe(("Open", "settling", "refund_declined"));
        Saga.StuckAfter.ShouldBeNull();
        var asked = _it.SentOf<IssueRefund>().Count();
        _it.Handle(_it.Due(Saga.DueAt!.Value));
        _it.SentOf<IssueRefund>().Count().ShouldBe(asked + 1);

        _it.HandleTwice(_it.Succeeded());

        (Saga.Status, Saga.AttentionReason).ShouldBe(("completed", null));
    }

    [Fact]
    public void While_a_refund_is_parked_a_second_parcel_is_settled()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 1));
        _it.Handle(_it.Verdict(1));
        _it.Handle(_it.Failed());
        _it.Handle(_it.Closed(2, units: 2));
        _it.Handle(_it.Verdict(2));
        _it.Handle(_it.Succeeded());

        Saga.Rounds.Select(x => x.State).ShouldBe(["Settling", "Settled"]);
        (Saga.Status, Saga.AttentionReason).ShouldBe(("settling", "refund_declined"));
        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Done);
        (Saga.Status, Saga.AttentionReason).ShouldBe(("completed", null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_reversal_parks_the_refund_also_when_it_overtakes_the_success_and_is_acknowledged_each_time(
        bool overtakes
    )
    {
        PlanRefund();
        if (!overtakes)
        {
            _it.Handle(_it.Succeeded());
            Saga.Status.ShouldBe("completed");
        }

        _it.HandleTwice(_it.Reversed(500));
        _it.Handle(_it.Succeeded());

        (Saga.State, Saga.Status, Saga.AttentionReason).ShouldBe(("Open", "settling", "refund_reversed"));
        (_it.Refund.Status, _it.Refund.Reversed).ShouldBe(("reversed", 500));
        Saga.DueAt.ShouldNotBeNull();
        _it.SentOf<AcknowledgeReversal>().Select(x => x.Reversed).ShouldBe([500, 500]);
        _it.Told.Last().ShouldBe(Steps.RefundDelayed);
    }

    [Fact]
    public void A_higher_reversal_counts_and_a_foreign_one_is_rejected()
    {
        PlanRefund();
        _it.Handle(_it.Succeeded());
        _it.Handle(_it.Reversed(500) with { RefundId = Guid.NewGuid() });
        Saga.Status.ShouldBe("completed");
        _it.SentOf<AcknowledgeReversal>().ShouldHaveSingleItem().Unknown.ShouldBe(true);

        _it.Handle(_it.Reversed(500));
        _it.Handle(_it.Reversed(2000));
        _it.Handle(_it.Reversed(500));

        _it.Refund.Reversed.ShouldBe(2000);
        _it.Timeline.Count(x => x == "refund_reversed").ShouldBe(2);
        _it.SentOf<AcknowledgeReversal>().Count(x => x.Unknown is null).ShouldBe(3);
    }

    [Fact]
    public void A_reversed_refund_that_is_paid_again_completes_the_return_and_sends_a_message()
    {
        PlanRefund();
        _it.Handle(_it.Succeeded());
        _it.Handle(_it.Reversed(500));

        // Of an earlier time: what came back after it is not in it.
        _it.Handle(_it.Succeeded() with { Reversed = 400 });
        Saga.Status.ShouldBe("settling");
        _it.HandleTwice(_it.Succeeded() with { Reversed = 500 });
        _it.Handle(_it.Reversed(500));

        (Saga.Status, _it.Refund.Status, Saga.AttentionReason).ShouldBe(("completed", "succeeded", null));
        _it.SentOf<TellCustomer>()
            .Select(x => (x.Step, x.Amount))
            .TakeLast(2)
            .ShouldBe([(Steps.RefundDelayed, 2000), (Steps.PaidAgain, 500)]);
        _it.SentOf<TellCustomer>().Select(x => x.MessageId).ShouldBeUnique();
    }

    [Fact]
    public void A_refund_that_comes_back_twice_or_can_be_paid_again_only_in_part_tells_what_was_paid_again()
    {
        PlanRefund();
        _it.Handle(_it.Succeeded());
        _it.Handle(_it.Reversed(2000));
        _it.Handle(_it.Succeeded() with { Reversed = 2000 });
        _it.Handle(_it.Reversed(4000) with { Paid = 0 });

        // A chargeback of 700 has left 1300 of the payment.
        _it.Handle(_it.Succeeded() with { Reversed = 4000, Shortfall = 700 });

        _it.SentOf<TellCustomer>().Where(x => x.Step == Steps.PaidAgain).Select(x => x.Amount).ShouldBe([2000, 1300]);
        Saga.NewEntries.Where(x => x.Event.Kind == "refunded_again")
            .Select(x => x.Event.Detail)
            .ShouldBe(["2000 EUR", "1300 EUR"]);
    }

    [Fact]
    public void A_reversed_refund_that_fails_afterwards_waits_for_a_person_as_a_failed_one()
    {
        PlanRefund();
        _it.Handle(_it.Succeeded());
        _it.Handle(_it.Reversed(500));

        // Of the time before the reversal.
        _it.Handle(_it.Failed("refused"));
        _it.Refund.Status.ShouldBe("reversed");
        _it.HandleTwice(_it.Failed("refused") with { Reversed = 500 });
        _it.Handle(_it.Reversed(500));
        _it.Handle(_it.Succeeded());

        (Saga.Status, _it.Refund.Status, Saga.AttentionReason).ShouldBe(("settling", "failed", "refund_refused"));
        _it.Timeline.TakeLast(2).ShouldBe(["refund_reversed", "refund_failed"]);
        _it.Told.Count(x => x == Steps.RefundDelayed).ShouldBe(1, "the customer knows already");
    }

    [Fact]
    public void A_return_that_was_closed_by_hand_stays_closed_when_its_reversed_refund_fails()
    {
        PlanRefund();
        _it.Handle(_it.Succeeded());
        _it.Handle(_it.Reversed(500));
        _it.Handle(SagaWorld.Closing());

        _it.Handle(_it.Failed("refused") with { Reversed = 500 });

        (Saga.State, _it.Refund.Status, Saga.AttentionReason).ShouldBe(("Completed", "failed", null));
        _it.Refund.HasEnded.ShouldBeTrue();
    }

    [Fact]
    public void A_failure_that_overtakes_a_reversal_is_final()
    {
        PlanRefund();

        _it.Handle(_it.Failed("refused") with { Reversed = 500 });
        _it.Handle(_it.Succeeded());
        _it.Handle(_it.Reversed(500));

        (_it.Refund.Status, _it.Refund.Reversed, Saga.AttentionReason).ShouldBe(("failed", 500, "refund_refused"));
        _it.SentOf<AcknowledgeReversal>().ShouldHaveSingleItem().Reversed.ShouldBe(500);
    }

    [Fact]
    public void A_completed_return_reduces_its_shortfall_when_finance_pays_it_later()
    {
        PlanRefund();
        var @short = _it.Succeeded() with { Shortfall = 700 };
        _it.Handle(@short);
        Saga.NotPaid.ShouldBe(700);

        _it.HandleTwice(@short with { Shortfall = 200 });
        _it.HandleTwice(@short);
        _it.HandleTwice(@short with { Shortfall = null });

        (Saga.Status, Saga.NotPaid).ShouldBe(("completed", 0L));
        Saga.NewEntries.Where(x => x.Event.Kind == "shortfall_paid")
            .Select(x => x.Event.Detail)
            .ShouldBe(["500 EUR", "200 EUR"]);
    }

    [Fact]
    public void What_was_not_paid_of_a_refund_is_promised_until_it_is_given_up()
    {
        PlanRefund();
        _it.Handle(_it.Failed() with { Paid = 300 });
        Saga.NotPaid.ShouldBe(0);

        _it.Handle(SagaWorld.Closing());
        (Saga.Status, Saga.NotPaid).ShouldBe(("completed", 1700L));

        // Finance pays a part of it after all, and then the rest.
        _it.HandleTwice(_it.Failed() with { Paid = 500 });
        _it.Handle(_it.Failed() with { Paid = 300 });
        Saga.NotPaid.ShouldBe(1500);
        _it.HandleTwice(_it.Succeeded());
        (Saga.Status, Saga.NotPaid).ShouldBe(("completed", 0L));
    }

    [Fact]
    public void What_came_back_of_a_refund_is_promised_until_it_is_given_up()
    {
        PlanRefund();
        _it.Handle(_it.Succeeded());
        _it.Handle(_it.Reversed(500));
        Saga.NotPaid.ShouldBe(0);

        _it.Handle(SagaWorld.Closing());
        Saga.NotPaid.ShouldBe(500);

        _it.Handle(_it.Failed("refused") with { Reversed = 500, Paid = 1500 });
        Saga.NotPaid.ShouldBe(500);
    }

    /// <summary>Both units came and are kept.</summary>
    private void PlanRefund()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 2));
        _it.Handle(_it.Verdict());
    }
}
