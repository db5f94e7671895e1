using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>What becomes of goods that nobody judges in time.</summary>
public sealed class JudgementClockTests
{
    private readonly SagaWorld _it = SagaWorld.OfTwo();

    private Return Saga => _it.Saga;

    [Fact]
    public void Goods_that_nobody_judges_in_ten_days_are_refunded_when_inspection_has_said_so()
    {
        Receive(new ClockTerms());
        var judgeBy = Saga.Rounds[0].JudgeBy.ShouldNotBeNull();
        judgeBy.ShouldBeInRange(_it.Now.AddDays(10), _it.Now.AddDays(11));
        RepeatUntil(judgeBy);
        _it.SentOf<InspectUnits>().ShouldAllBe(x => !x.IsOverdue);

        _it.Handle(_it.Due(judgeBy));

        _it.SentOf<InspectUnits>().Last().IsOverdue.ShouldBeTrue();
        _it.SentOf<IssueRefund>().ShouldBeEmpty();
        Saga.DueAt.ShouldNotBeNull().ShouldBeGreaterThan(judgeBy);
        _it.Now = judgeBy.AddSeconds(1);
        _it.HandleTwice(_it.NotJudged());
        _it.SentOf<IssueRefund>().ShouldHaveSingleItem().Amount.ShouldBe(2000);
        (Saga.Status, Saga.RefundAmount).ShouldBe(("settling", 2000));
        _it.Pieces.Values.ShouldAllBe(x => x.Given == 1000);
        _it.Timeline.ShouldContain("verdict_overdue");
        _it.Told.Last().ShouldBe(Steps.Inspected);
    }

    [Fact]
    public void A_verdict_that_was_on_its_way_decides()
    {
        Receive(new ClockTerms());
        RepeatUntil(Saga.Rounds[0].JudgeBy!.Value);
        _it.Handle(_it.Due(Saga.Rounds[0].JudgeBy!.Value));
        _it.Now = Saga.Rounds[0].JudgeBy!.Value;

        _it.Handle(_it.Verdict(disposition: Dispositions.Quarantine));
        _it.HandleTwice(_it.NotJudged());

        (Saga.Status, Saga.RefundAmount).ShouldBe(("completed", 0));
        _it.SentOf<IssueRefund>().ShouldBeEmpty();
    }

    [Fact]
    public void The_inspector_has_the_whole_time_though_the_receipt_is_older()
    {
        _it.Approve();
        _it.Now = _it.Now.AddDays(30);

        _it.Handle(_it.Closed(1, units: 2, nothingMore: true) with { At = _it.Now.AddDays(-30) });

        Saga.Rounds[0].JudgeBy.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(_it.Now.AddDays(10));
    }

    [Theory]
    [InlineData(Dispositions.Restock)]
    [InlineData(Dispositions.ReturnToCustomer)]
    [InlineData(Dispositions.Quarantine)]
    public void A_verdict_after_the_refund_is_asked_for_and_recorded_and_changes_no_money(string disposition)
    {
        Receive(new ClockTerms());
        EndTheTime();
        _it.Handle(_it.Succeeded());
        Saga.Status.ShouldBe("completed");
        var refund = ReturnCommands.IssueRefund(Saga, _it.Refund);
        var asked = _it.SentOf<InspectUnits>().Count();
        _it.Handle(_it.Due(Saga.DueAt!.Value));
        _it.SentOf<InspectUnits>().Count().ShouldBe(asked + 1);

        _it.HandleTwice(_it.Verdict(disposition: disposition));

        Saga.Goods.Units.ShouldAllBe(x => x.Disposition == disposition && x.Grade == Grades.A && !x.Released);
        (Saga.Status, Saga.RefundAmount, Saga.Parts.Count).ShouldBe(("completed", 2000, 1));
        Saga.Rounds.ShouldAllBe(x => x.DueAt == null);
        _it.Timeline.Last().ShouldBe("inspected");
        _it.Pieces.Values.ShouldAllBe(x => x.Given == 1000);
        var repeated = ReturnCommands.IssueRefund(Saga, _it.Refund);
        (repeated.Amount, repeated.DecidedBy, repeated.Lines!.Single()).ShouldBe(
            (refund.Amount, null, refund.Lines!.Single())
        );
    }

    [Fact]
    public void By_another_policy_a_person_is_asked_and_the_verdict_decides()
    {
        Receive(new ClockTerms { JudgementDefault = JudgementDefaults.Escalate });
        var judgeBy = Saga.Rounds[0].JudgeBy!.Value;

        EndTheTime();

        (Saga.AttentionReason, Saga.AttentionSince).ShouldBe((AttentionReasons.VerdictOverdue, judgeBy));
        Saga.Status.ShouldBe("inspecting");
        _it.Handle(_it.Due(Saga.Rounds[0].DueAt!.Value));
        _it.SentOf<InspectUnits>().Last().IsOverdue.ShouldBeFalse();
        _it.Timeline.Count(x => x == "verdict_overdue").ShouldBe(1);
        _it.SentOf<IssueRefund>().ShouldBeEmpty();

        _it.Handle(_it.Verdict(disposition: Dispositions.ReturnToCustomer));

        (Saga.Status, Saga.AttentionReason, Saga.RefundAmount).ShouldBe(("completed", null, 0));
        _it.Pieces.Values.ShouldAllBe(x => x.ReservedBy == null);
    }

    [Fact]
    public void The_time_for_the_verdict_is_the_policys()
    {
        Receive(new ClockTerms { Judgement = PolicyDuration.Parse("PT48H") });

        Saga.Rounds[0].JudgeBy.ShouldBe(_it.Now.AddHours(48));
    }

    /// <summary>Inspection is asked, and has no verdict.</summary>
    private void EndTheTime()
    {
        var judgeBy = Saga.Rounds[0].JudgeBy!.Value;
        RepeatUntil(judgeBy);
        _it.Handle(_it.Due(judgeBy));
        _it.Now = judgeBy;
        _it.Handle(_it.NotJudged());
    }

    private void Receive(ClockTerms clocks)
    {
        Saga.Goods.Clocks = clocks;
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 2, nothingMore: true));
    }

    /// <summary>Everything that becomes due before a time.</summary>
    private void RepeatUntil(DateTimeOffset time)
    {
        while (Saga.DueAt < time)
        {
            _it.Handle(_it.Due(Saga.DueAt.Value));
        }
        Saga.DueAt.ShouldBe(time);
    }
}
