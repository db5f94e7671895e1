using AfterSalesMesh.DurableMessaging.Sagas;
using MassTransit;

namespace AfterSalesMesh.DurableMessaging.Tests.World;

internal sealed class TallyMachine : MassTransitStateMachine<Tally>
{
    public TallyMachine()
    {
        InstanceState(x => x.State);
        Event(() => CountUp, e => e.CorrelateById(x => x.Message.TallyId).OnMissingInstance(m => m.Fault()));
        Event(() => Left, e => e.CorrelateById(x => x.Message.TallyId).OnMissingInstance(m => m.Fault()));
        Event(() => Right, e => e.CorrelateById(x => x.Message.TallyId).OnMissingInstance(m => m.Fault()));
        Event(() => Due, e => e.CorrelateById(x => x.Message.CorrelationId).OnMissingInstance(m => m.Fault()));
        During(
            Counting,
            When(CountUp).Then(x => x.Saga.Count++),
            When(Left).Then(x => x.Saga.Seen = Both(x.Saga.Seen, "left")),
            When(Right).Then(x => x.Saga.Seen = Both(x.Saga.Seen, "right")),
            When(Due)
                .Then(x =>
                {
                    x.Saga.Nudges++;
                    x.Saga.DueAt = x.Saga.Nudges < 3 ? x.Message.At.AddHours(1) : null;
                })
        );
    }

    public State Counting { get; private set; } = null!;
    public Event<CountUp> CountUp { get; private set; } = null!;
    public Event<LeftCounted> Left { get; private set; } = null!;
    public Event<RightCounted> Right { get; private set; } = null!;
    public Event<SagaIsDue> Due { get; private set; } = null!;

    private static string Both(string seen, string now) =>
        string.Join(
            '+',
            seen.Split('+', StringSplitOptions.RemoveEmptyEntries).Append(now).Order(StringComparer.Ordinal)
        );
}
