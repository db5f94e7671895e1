using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>What a return expects of the warehouse, and what it was last told, see <see cref="ExpectationTable"/>.</summary>
/// <param name="State">One of <see cref="ExpectationStates"/>.</param>
/// <param name="Since">When it entered that state.</param>
/// <param name="DueAt">When it repeats its command; null: it waits for nothing.</param>
/// <param name="Attempts">How often it has repeated its command.</param>
/// <param name="Revision">The number of what is expected: the highest one counts.</param>
/// <param name="Snapshot">The number of the last snapshot of what came; 0: nothing came yet.</param>
/// <param name="ReceiptId">The last receipt of that snapshot.</param>
/// <param name="ReceivedAt">The time of that snapshot.</param>
/// <param name="HandedOverAt">When a carrier had a parcel of it; null: none has.</param>
/// <param name="EndedBy">Why the goods are expected no longer, a word of <see cref="ExpectationEnds"/>; null: the deadline.</param>
/// <param name="LostParcels">The parcels that a carrier has lost; null: none.</param>
/// <param name="RemindAt">When the customer is reminded to hand the parcel over; null: no more, or never.</param>
/// <param name="RemindAgainAt">When they are reminded again.</param>
internal sealed record Expectation(
    string State,
    DateTimeOffset Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DueAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Attempts = 0,
    int Revision = 1,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Snapshot = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? ReceiptId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ReceivedAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? HandedOverAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? EndedBy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Guid>? LostParcels = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? RemindAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? RemindAgainAt = null
);

internal static class ExpectationStates
{
    /// <summary>Goods may still come.</summary>
    public const string Waiting = nameof(Waiting);

    /// <summary>The warehouse was asked to stop expecting them, and has not answered.</summary>
    public const string Stopping = nameof(Stopping);

    /// <summary>Nothing more is expected.</summary>
    public const string Over = nameof(Over);

    public static readonly string[] All = [Waiting, Stopping, Over];
}

internal static class ExpectationEnds
{
    public const string Cancelled = "cancelled";
    public const string Closed = "closed";
    public const string Rejected = "rejected";
}

/// <summary>Why a return waits for a person.</summary>
internal static class AttentionReasons
{
    /// <summary>A unit came that fits no line of the return.</summary>
    public const string UnplacedUnits = "unplaced_units";

    /// <summary>A unit came after the end of the return.</summary>
    public const string LateParcel = "late_parcel";

    /// <summary>Nobody has judged the goods in time, and the policy wants a person to see to it.</summary>
    public const string VerdictOverdue = "verdict_overdue";

    /// <summary>A unit came late, and another return has requested it meanwhile.</summary>
    public const string InAnotherReturn = "in_another_return";
}
