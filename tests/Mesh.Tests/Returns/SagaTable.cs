using System.Text;
using MassTransit;
using MassTransit.SagaStateMachine;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>Prints a state machine as a table, by asking the machine itself.</summary>
internal sealed class SagaTable<TSaga> : StateMachineVisitor
    where TSaga : class, SagaStateMachineInstance
{
    private readonly List<Row> _rows = [];
    private State? _state;
    private Row? _row;

    public static string Of(StateMachine<TSaga> machine)
    {
        var table = new SagaTable<TSaga>();
        machine.Accept(table);
        var order = machine.States.Select((state, i) => (state.Name, i)).ToDictionary(x => x.Name, x => x.i);
        var text = new StringBuilder("| in the state | on | says | and goes to |\n|---|---|---|---|\n");
        // Rows that neither say nor move anything are what is ignored, or only noted.
        foreach (var row in table._rows.Where(x => x.Says.Count + x.To.Count > 0).OrderBy(x => order[x.State]))
        {
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"| {row.State} | {row.On} | {string.Join(", ", row.Says)} | {string.Join(" or ", row.To)} |\n"
            );
        }
        return text.ToString();
    }

    public void Visit(State state, Action<State> next)
    {
        _state = state;
        next(state);
    }

    public void Visit(Event @event, Action<Event> next)
    {
        Begin(@event);
        next(@event);
    }

    public void Visit<TMessage>(Event<TMessage> @event, Action<Event<TMessage>> next)
        where TMessage : class
    {
        Begin(@event);
        next(@event);
    }

    public void Visit(IStateMachineActivity activity) => Visit(activity, _ => { });

    public void Visit(IStateMachineActivity activity, Action<IStateMachineActivity> next)
    {
        var type = activity.GetType();
        if (activity is TransitionActivity<TSaga> transition)
        {
            Add(_row!.To, transition.ToState.Name);
        }
        else if (type.IsGenericType && type.Name.Split('`')[0] is "SendActivity" or "PublishActivity")
        {
            Add(_row!.Says, type.GetGenericArguments()[^1].Name);
        }
        next(activity);
    }

    public void Visit<T>(IBehavior<T> behavior)
        where T : class, SagaStateMachineInstance { }

    public void Visit<T>(IBehavior<T> behavior, Action<IBehavior<T>> next)
        where T : class, SagaStateMachineInstance => next(behavior);

    public void Visit<T, TMessage>(IBehavior<T, TMessage> behavior)
        where T : class, SagaStateMachineInstance
        where TMessage : class { }

    public void Visit<T, TMessage>(IBehavior<T, TMessage> behavior, Action<IBehavior<T, TMessage>> next)
        where T : class, SagaStateMachineInstance
        where TMessage : class => next(behavior);

    private void Begin(Event @event)
    {
        _row = _rows.Find(x => x.State == _state!.Name && x.On == @event.Name);
        if (_row is null)
        {
            _rows.Add(_row = new Row(_state!.Name, @event.Name, [], []));
        }
    }

    private static void Add(List<string> words, string word)
    {
        if (!words.Contains(word))
        {
            words.Add(word);
        }
    }

    private sealed record Row(string State, string On, List<string> Says, List<string> To);
}
