using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The goods that a return expects from the warehouse, and the warehouse's last report, see <see cref="ExpectationTable"/>.</summary>
/// <param name="State">One of <see cref="ExpectationStates"/>.</param>
/// <param name="Since">When the expectation entered that state.</param>
/// <param name="DueAt">When the command is repeated; null: nothing is awaited.</param>
/// <param name="Attempts">How often the command was repeated.</param>
/// <param name="Revision">The revision of the expected goods: the highest one counts.</param>
/// <param name="Snapshot">The number of the last snapshot of received goods; 0: nothing came yet.</param>
/// <param name="ReceiptId">The last receipt of that snapshot.</param>
/// <param name="ReceivedAt">The time of that snapshot.</param>
/// <param name="HandedOverAt">When a carrier first had a parcel of the return; null: not yet.</param>
/// <param name="EndedBy">Why the goods are no longer expected, one of <see cref="ExpectationEnds"/>; null: the deadline passed.</param>
/// <param name="LostParcels">The parcels that a carrier has lost; null: none.</param>
/// <param name="RemindAt">When the customer is reminded to hand the parcel over; null: no further reminder.</param>
/// <param name="RemindAgainAt">When the customer is reminded again; null: never.</param>
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

    /// <summary>The warehouse was asked to stop expecting the goods, and has not answered yet.</summary>
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

/// <summary>The reasons why a return waits for a person.</summary>
internal static class AttentionReasons
{
    /// <summary>A unit came that fits no line of the return.</summary>
    public const string UnplacedUnits = "unplaced_units";

    /// <summary>A unit came after the end of the return.</summary>
    public const string LateParcel = "late_parcel";

    /// <summary>Nobody has judged the goods in time, and the policy wants a person to see to it.</summary>
    public const string VerdictOverdue = "verdict_overdue";

    /// <summary>A unit came late, after another return had requested it.</summary>
    public const string InAnotherReturn = "in_another_return";

    /// <summary>A unit came late, after its order had changed: the refund that the return has promised is no longer what was paid.</summary>
    public const string OrderChanged = "order_changed";
}
