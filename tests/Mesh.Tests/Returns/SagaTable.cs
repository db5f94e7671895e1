using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using MassTransit;
using MassTransit.SagaStateMachine;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>Prints a state machine as a table, by asking the machine itself. A guard is printed by the name of its method.</summary>
internal sealed partial class SagaTable<TSaga> : StateMachineVisitor
    where TSaga : class, SagaStateMachineInstance
{
    private readonly List<Row> _rows = [];

    private readonly Stack<string> _guards = [];
    private readonly HashSet<IStateMachineActivity> _conditions = [];
    private State? _state;
    private Event? _event;

    public static string Of(StateMachine<TSaga> machine)
    {
        var table = new SagaTable<TSaga>();
        machine.Accept(table);
        var order = machine.States.Select((state, i) => (state.Name, i)).ToDictionary(x => x.Name, x => x.i);
        var text = new StringBuilder("| in the state | on | if | sends | and goes to |\n|---|---|---|---|---|\n");
        // Rows that neither send nor move anything are ignored events, or only add to the timeline.
        foreach (var row in table._rows.Where(x => x.Sends.Count + x.To.Count > 0).OrderBy(x => order[x.State]))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.State} | {row.On} | {row.If} | {string.Join(", ", row.Sends)} | {string.Join(" or ", row.To)} |\n"
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
        _event = @event;
        next(@event);
    }

    public void Visit<TMessage>(Event<TMessage> @event, Action<Event<TMessage>> next)
        where TMessage : class
    {
        _event = @event;
        next(@event);
    }

    public void Visit(IStateMachineActivity activity) => Visit(activity, _ => { });

    public void Visit(IStateMachineActivity activity, Action<IStateMachineActivity> next)
    {
        var type = activity.GetType();
        if (type.Name.StartsWith("Condition", StringComparison.Ordinal))
        {
            var guard = Words(GuardOf(activity, depth: 0)!.Name);
            // A condition shows itself twice: first with what happens if it holds, then with what happens if not.
            _guards.Push(_conditions.Add(activity) ? guard : $"not ({guard})");
            next(activity);
            _guards.Pop();
            return;
        }
        if (activity is TransitionActivity<TSaga> transition)
        {
            Add(CurrentRow().To, transition.ToState.Name);
        }
        else if (type.IsGenericType && type.Name.Split('`')[0] is "SendActivity" or "PublishActivity")
        {
            Add(CurrentRow().Sends, type.GetGenericArguments()[^1].Name);
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

    private Row CurrentRow()
    {
        var guards = string.Join(" and ", _guards.Reverse());
        var row = _rows.Find(x => (x.State, x.On, x.If) == (_state!.Name, _event!.Name, guards));
        if (row is null)
        {
            _rows.Add(row = new Row(_state!.Name, _event!.Name, guards, [], []));
        }
        return row;
    }

    /// <summary>The method behind a condition: MassTransit wraps it into delegates and closures of its own.</summary>
    private static MethodInfo? GuardOf(object? holder, int depth)
    {
        if (holder is Delegate { Method: var method } && method.DeclaringType!.Assembly == typeof(TSaga).Assembly)
        {
            return method;
        }
        var inner = holder is Delegate wrapper ? wrapper.Target : holder;
        return inner is null || depth > 4
            ? null
            : inner
                .GetType()
                .GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
                .Where(x => typeof(Delegate).IsAssignableFrom(x.FieldType))
                .Select(x => GuardOf(x.GetValue(inner), depth + 1))
                .FirstOrDefault(x => x is not null);
    }

    private static string Words(string name) =>
        Capital().Replace(name, x => $" {x.Value.ToLowerInvariant()}").TrimStart();

    private static void Add(List<string> words, string word)
    {
        if (!words.Contains(word))
        {
            words.Add(word);
        }
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    private sealed record Row(string State, string On, string If, List<string> Sends, List<string> To);
}
