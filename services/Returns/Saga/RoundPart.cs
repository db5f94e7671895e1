using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// Something that a settling round still owes: today the refund of an order, see <see cref="RefundPartTable"/>. A kind has a
/// table of its own.
/// </summary>
/// <param name="PartId">Derived from the return, the round, the kind and the subject; the key of its command.</param>
/// <param name="Round">The number of its round.</param>
/// <param name="Kind">A word of <see cref="PartKinds"/>.</param>
/// <param name="Subject">Of what: a refund is of an order, by its number.</param>
/// <param name="Status">Of a refund, a word of <see cref="RefundStatuses"/>.</param>
/// <param name="Since">When it was planned, or parked.</param>
/// <param name="DueAt">When it repeats its command; null: it waits for nothing.</param>
/// <param name="Attempts">How often it has repeated its command.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="StoreCredit">How much of it was requested as store credit.</param>
/// <param name="StoreCreditBonus">What is given on top of it, when all of it is given as store credit.</param>
/// <param name="StoreCreditGiven">How much was given as store credit, on request or because the order was paid with it; null: not refunded yet.</param>
/// <param name="BonusGiven">How much was given as store credit on top of the amount; null: not refunded yet.</param>
/// <param name="Shortfall">How much was not paid because the order's payments could not give it: it went back by other means.</param>
/// <param name="Reversed">How much of it was reversed.</param>
/// <param name="ParkedReason">Why it waits for a person; null: it does not.</param>
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ParkedReason = null
)
{
    /// <summary>Settled, or given up by a person: its round waits for it no longer.</summary>
    [JsonIgnore]
    public bool HasEnded => DueAt is null;
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
