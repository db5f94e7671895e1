using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>A part of a return that is handled and settled together, see <see cref="RoundTable"/>.</summary>
/// <param name="No">The number of the round, from 1.</param>
/// <param name="State">One of <see cref="RoundStates"/>.</param>
/// <param name="Since">When the round entered that state.</param>
/// <param name="DueAt">When the command is repeated; null: nothing is awaited.</param>
/// <param name="Attempts">How often the command was repeated.</param>
/// <param name="PromisedBy">By when the customer was promised the refund; null until the round's goods have come.</param>
/// <param name="JudgeBy">By when the verdict on its goods is due; null until they have come.</param>
/// <param name="OverdueSince">Since when the verdict is overdue; null: it is not.</param>
/// <param name="RestAwaitedAfter">The receipt that was closed to wait for the rest; null: the round does not wait for the rest.</param>
/// <param name="VerdictBy">The id of the person whose verdict decided the refund: they may not approve it as well.</param>
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
