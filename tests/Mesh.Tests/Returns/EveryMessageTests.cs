using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>Each event in each state of the saga's tables.</summary>
public sealed class EveryMessageTests
{
    [Fact]
    public void Every_state_of_every_table_states_an_outcome_for_every_event()
    {
        // A request is decided before anything else happens, and AllSettled follows in an open return only.
        ReturnTable
            .Table.Rows.Where(x => x.In == ReturnStates.Requested)
            .Select(x => x.On)
            .ShouldBe([typeof(Approval), typeof(Referral)]);
        ShouldBeWhole(
            ReturnTable.Table.Rows.Where(x => x.In != ReturnStates.Requested),
            ReturnStates.All,
            typeof(AllSettled)
        );
        ShouldBeWhole(ExpectationTable.Table.Rows, ExpectationStates.All);
        ShouldBeWhole(RoundTable.Table.Rows, RoundStates.All);
        ShouldBeWhole(RefundPartTable.Table.Rows, RefundStatuses.All);
    }

    /// <summary>Each message, in each state that a return can be in: the second time it changes nothing.</summary>
    [Fact]
    public void Every_message_in_every_state_changes_a_return_once()
    {
        foreach (var to in Histories())
        {
            for (var i = 0; i < 14; i++)
            {
                var it = SagaWorld.OfTwo();
                to(it);
                switch (i)
                {
                    case 0:
                        it.HandleTwice(it.Opened(9));
                        break;
                    case 1:
                        it.HandleTwice(it.Closed(9, units: 2, nothingMore: true));
                        break;
                    case 2:
                        it.HandleTwice(it.NotSeen());
                        break;
                    case 3:
                        it.HandleTwice(new ParcelInTransit(it.Saga.CorrelationId, "demo", Guid.Empty, null, it.Now));
                        break;
                    case 4:
                        it.HandleTwice(it.Verdict());
                        break;
                    case 5 when it.Saga.Parts.Count > 0:
                        it.HandleTwice(it.Submitted());
                        break;
                    case 6 when it.Saga.Parts.Count > 0:
                        it.HandleTwice(it.Succeeded());
                        break;
                    case 7 when it.Saga.Parts.Count > 0:
                        it.HandleTwice(it.Failed());
                        break;
                    case 8 when it.Saga.Parts.Count > 0:
                        it.HandleTwice(it.Reversed(700));
                        break;
                    case 9:
                        it.HandleTwice(
                            new RefundReversed(it.Saga.CorrelationId, "demo", Guid.Empty, 1, 5, 0, "EUR", it.Now)
                        );
                        break;
                    case 10 when it.Saga.PendingMessages.Count > 0:
                        it.HandleTwice(it.ToldOf(it.Saga.PendingMessages[0]));
                        break;
                    case 11:
                        it.HandleTwice(it.RestAwaited(1));
                        break;
                    case 12:
                        it.Now = it.Now.AddDays(20);
                        it.HandleTwice(it.NotJudged());
                        break;
                    case 13:
                        it.HandleTwice(it.Closed(9, 2) with { AwaitsAcknowledgement = true });
                        break;
                }
            }
        }
    }

    private static IEnumerable<Action<SagaWorld>> Histories()
    {
        yield return x => x.Refer();
        yield return x =>
        {
            x.Refer();
            x.Handle(new Rejection(SagaWorld.Agent, "no", "no"));
        };
        yield return x => x.Approve();
        yield return x => Do(x, y => y.Handle(y.Opened(1)));
        yield return x => Do(x, y => y.Handle(y.Opened(1)), y => y.Handle(y.RestAwaited(1)));
        yield return x => Do(x, y => y.Handle(y.Closed(1, 1)));
        yield return x => Do(x, y => y.Handle(y.Closed(1, 2)));
        yield return x => Do(x, y => y.Handle(y.Closed(1, 2)), y => Overdue(y, JudgementDefaults.Refund));
        yield return x => Do(x, y => y.Handle(y.Closed(1, 2)), y => Overdue(y, JudgementDefaults.Escalate));
        yield return x => Do(x, y => y.Handle(y.Due(y.Saga.ExpiresAt)));
        yield return x => Do(x, y => y.Handle(SagaWorld.Cancellation()));
        yield return x => Do(x, y => y.Handle(SagaWorld.Cancellation()), y => y.Handle(y.NotSeen()));
        yield return x => Do(x, y => y.Handle(y.Due(y.Saga.ExpiresAt)), y => y.Handle(y.NotSeen()));
        yield return x => Do(x, y => y.Handle(y.Closed(1, 1)), y => y.Handle(y.Verdict()));
        yield return x => Do(x, y => y.Handle(y.Closed(1, 2)), y => y.Handle(y.Verdict()));
        yield return x => Do(x, y => y.Handle(y.Closed(1, 2)), y => y.Handle(y.Verdict()), y => y.Handle(y.Failed()));
        yield return x =>
            Do(x, y => y.Handle(y.Closed(1, 2)), y => y.Handle(y.Verdict()), y => y.Handle(y.Succeeded()));
        yield return x =>
            Do(x, y => y.Handle(y.Closed(1, 1)), y => y.Handle(y.Verdict()), y => y.Handle(y.Succeeded()));
        yield return x =>
            Do(
                x,
                y => y.Handle(y.Closed(1, 2)),
                y => y.Handle(y.Verdict()),
                y => y.Handle(y.Succeeded()),
                y => y.Handle(y.Reversed(300))
            );

        static void Overdue(SagaWorld it, string judgementDefault)
        {
            it.Saga.Goods.Clocks = it.Saga.Goods.Clocks with { JudgementDefault = judgementDefault };
            it.Now = it.Saga.Rounds[0].JudgeBy!.Value;
            it.Handle(it.NotJudged());
        }

        static void Do(SagaWorld it, params Action<SagaWorld>[] steps)
        {
            it.Approve();
            foreach (var step in steps)
            {
                step(it);
            }
        }
    }

    private static void ShouldBeWhole<T>(
        IEnumerable<TransitionTable<T>.Transition> all,
        string[] states,
        params Type[] except
    )
    {
        var table = all.ToList();
        table.Select(x => x.In).Distinct().ShouldBe(states, ignoreOrder: true);
        table.Where(x => x.To is not null).Select(x => x.To).ShouldBeSubsetOf(states);
        foreach (var state in states)
        {
            foreach (var happened in table.Select(x => x.On).Distinct().Except(except))
            {
                var rows = table.Where(x => (x.In, x.On) == (state, happened)).ToList();
                rows.Count(x => x.If is null).ShouldBe(1, $"{state}, {happened.Name}: rows without a guard");
                rows[^1].If.ShouldBeNull($"{state}, {happened.Name}: the last row");
            }
        }
    }
}
