using System.Reflection;
using System.Runtime.CompilerServices;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// A state machine as a table: in this state, on this event, if this guard holds, do this and go to that state. If there are several rows for a
/// state and an event, the first one whose guard holds applies; each state has a row without a guard for each event, which a test
/// checks. <c>docs/return-saga.md</c> is generated from the table.
/// </summary>
/// <param name="stateOf">The state of a subject.</param>
/// <param name="moveTo">Moves a subject to another state.</param>
internal sealed class TransitionTable<TSubject>(Func<TSubject, string> stateOf, Action<TSubject, string> moveTo)
{
    private readonly List<Transition> _rows = [];
    private readonly Dictionary<(string State, Type Event), List<Transition>> _byEvent = [];
    private string[] _states = [];

    public IReadOnlyList<Transition> Rows => _rows;

    /// <summary>The states of the rows that follow.</summary>
    public TransitionTable<TSubject> In(params string[] states)
    {
        _states = states;
        return this;
    }

    /// <param name="does">The action, a named method, so that its name can be printed; <see cref="SendsAttribute{T}"/> lists its commands.</param>
    /// <param name="to">The next state; null: the same.</param>
    /// <param name="when">The guard, a named method, so that its name can be printed; null: the row always applies.</param>
    /// <param name="action">Filled in by the compiler.</param>
    /// <param name="guard">Filled in by the compiler.</param>
    public TransitionTable<TSubject> On<TEvent>(
        Action<TSubject, TEvent> does,
        string? to = null,
        Func<TSubject, TEvent, bool>? when = null,
        [CallerArgumentExpression(nameof(does))] string action = "",
        [CallerArgumentExpression(nameof(when))] string? guard = null
    ) => Add(TransitionOutcome.Done, does, to, when, action, guard);

    /// <summary>Ignores a message that was repeated or overtaken.</summary>
    public TransitionTable<TSubject> Ignore<TEvent>() =>
        Add<TEvent>(TransitionOutcome.Ignored, null, null, null, "", null);

    /// <summary>Refuses an instruction that is not possible in this state: 409.</summary>
    public TransitionTable<TSubject> Refuse<TEvent>() =>
        Add<TEvent>(TransitionOutcome.Refused, null, null, null, "", null);

    /// <summary>The row that applies.</summary>
    public Transition Find<TEvent>(TSubject subject, TEvent happened)
        where TEvent : notnull =>
        _byEvent
            .GetValueOrDefault((stateOf(subject), typeof(TEvent)))
            ?.Find(x => x.Guard is null || x.Guard(subject, happened))
        ?? throw new InvalidOperationException(
            $"There is no row for {typeof(TEvent).Name} in the state {stateOf(subject)}."
        );

    public Transition Apply<TEvent>(TSubject subject, TEvent happened)
        where TEvent : notnull
    {
        var row = Find(subject, happened);
        row.Action?.Invoke(subject, happened);
        if (row.To is { } next)
        {
            moveTo(subject, next);
        }
        return row;
    }

    private TransitionTable<TSubject> Add<TEvent>(
        TransitionOutcome outcome,
        Action<TSubject, TEvent>? does,
        string? to,
        Func<TSubject, TEvent, bool>? when,
        string action,
        string? guard
    )
    {
        foreach (var state in _states)
        {
            var row = new Transition(
                state,
                typeof(TEvent),
                when is null ? null : guard!.Split('.')[^1],
                action.Split('.')[^1],
                [.. SendsOf(does?.Method)],
                to,
                outcome,
                when is null ? null : (subject, happened) => when(subject, (TEvent)happened),
                does is null ? null : (subject, happened) => does(subject, (TEvent)happened)
            );
            _rows.Add(row);
            if (!_byEvent.TryGetValue((state, typeof(TEvent)), out var rows))
            {
                _byEvent.Add((state, typeof(TEvent)), rows = []);
            }
            rows.Add(row);
        }
        return this;
    }

    private static IEnumerable<Type> SendsOf(MethodInfo? method) =>
        method is null ? [] : method.GetCustomAttributes().OfType<SendsAttribute>().Select(x => x.Command);

    /// <param name="If">The name of its guard; null: it has none.</param>
    /// <param name="Sends">The commands that it may send.</param>
    /// <param name="To">The next state; null: the same.</param>
    internal sealed record Transition(
        string In,
        Type On,
        string? If,
        string Does,
        IReadOnlyList<Type> Sends,
        string? To,
        TransitionOutcome Outcome,
        Func<TSubject, object, bool>? Guard,
        Action<TSubject, object>? Action
    );
}

internal enum TransitionOutcome
{
    Done,
    Ignored,
    Refused,
}

/// <summary>A command that a method of a <see cref="TransitionTable{TSubject}"/> may send.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class SendsAttribute<TCommand>() : SendsAttribute(typeof(TCommand));

internal abstract class SendsAttribute(Type command) : Attribute
{
    public Type Command => command;
}
