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
}
