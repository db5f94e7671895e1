using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// A part that a settling round owes: today the refund of an order, see <see cref="RefundPartTable"/>. Each kind has a
/// table of its own.
/// </summary>
/// <param name="PartId">Derived from the return, the round, the kind and the subject; the key of its command.</param>
/// <param name="Round">The number of its round.</param>
/// <param name="Kind">One of <see cref="PartKinds"/>.</param>
/// <param name="Subject">The subject of the part: for a refund, the order number.</param>
/// <param name="Status">For a refund, one of <see cref="RefundStatuses"/>.</param>
/// <param name="Since">When the part was planned or parked.</param>
/// <param name="DueAt">When the command is repeated; null: nothing is awaited.</param>
/// <param name="Attempts">How often the command was repeated.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="StoreCredit">How much of the amount was requested as store credit.</param>
/// <param name="StoreCreditBonus">The bonus if all of that is given as store credit.</param>
/// <param name="StoreCreditGiven">How much was given as store credit, on request or because the order was paid with it; null: not refunded yet.</param>
/// <param name="BonusGiven">How much bonus was given; null: not refunded yet.</param>
/// <param name="Shortfall">How much was not paid because it had gone back to the order's payments by other means.</param>
/// <param name="Reversed">How much of the amount was reversed.</param>
/// <param name="StillPaid">How much of a failed or reversed refund is paid nevertheless.</param>
/// <param name="ParkedReason">The reason why the part waits for a person; null: it does not.</param>
internal sealed record RoundPart(
    Guid PartId,
    int Round,
    string Kind,
    string Subject,
    string Status,
    DateTimeOffset Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DueAt,
    long Amount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Attempts = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long StoreCredit = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long StoreCreditBonus = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? StoreCreditGiven = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? BonusGiven = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Shortfall = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Reversed = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ParkedReason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long StillPaid = 0
)
{
    /// <summary>True when the part is settled or was given up by a person: its round no longer waits for it.</summary>
    [JsonIgnore]
    public bool HasEnded => DueAt is null;

    /// <summary>How much of the amount is not paid, and is no longer promised: the shortfall, or all that was not paid when a person gave it up.</summary>
    [JsonIgnore]
    public long NotPaid =>
        HasEnded && Status is RefundStatuses.Failed or RefundStatuses.Reversed ? Amount - StillPaid : Shortfall;
}

internal static class PartKinds
{
    public const string Refund = "refund";
}

/// <summary>The statuses of a refund.</summary>
internal static class RefundStatuses
{
    public const string Planned = "planned";
    public const string Submitted = "submitted";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Reversed = "reversed";

    public static readonly string[] All = [Planned, Submitted, Succeeded, Failed, Reversed];
}
