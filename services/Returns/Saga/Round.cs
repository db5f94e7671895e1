using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>A part of a return that is handled and settled together, see <see cref="RoundTable"/>.</summary>
/// <param name="No">From 1.</param>
/// <param name="State">One of <see cref="RoundStates"/>.</param>
/// <param name="Since">When it entered that state.</param>
/// <param name="DueAt">When it repeats its command; null: it waits for nothing.</param>
/// <param name="Attempts">How often it has repeated its command.</param>
/// <param name="PromisedBy">By when the customer was promised the money; null until its goods have come.</param>
/// <param name="JudgeBy">By when its goods are to be judged; null until they have come.</param>
/// <param name="OverdueSince">Since when their verdict is overdue; null: it came in time, or still may.</param>
/// <param name="RestAwaitedAfter">The receipt that was closed to wait for the rest; null: one is open, or what came is handled.</param>
/// <param name="VerdictBy">The id of the person whose verdict its refund rests on: they may not approve it as well.</param>
internal sealed record Round(
    int No,
    string State,
    DateTimeOffset Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DueAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Attempts = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? PromisedBy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? JudgeBy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? OverdueSince = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? VerdictBy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? RestAwaitedAfter = null
);

/// <summary>The states of a round, in the order in which it advances.</summary>
internal static class RoundStates
{
    public const string Receiving = nameof(Receiving);
    public const string Inspecting = nameof(Inspecting);
    public const string Settling = nameof(Settling);
    public const string Settled = nameof(Settled);

    public static readonly string[] All = [Receiving, Inspecting, Settling, Settled];
}
