using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.Receiving;

/// <summary>One unit that came, expected or not.</summary>
internal sealed class Unit : IStorefrontOwned
{
    public required Guid Id { get; init; }
    public required Guid ReceiptId { get; init; }
    public Guid? ReturnId { get; init; }

    /// <summary>Empty while nobody knows whose it is.</summary>
    public required string StorefrontId { get; init; }
    public string? LineId { get; init; }

    /// <summary>What its tag said.</summary>
    public string? Code { get; init; }

    /// <summary>A word of <see cref="Outcomes"/>.</summary>
    public required string Outcome { get; init; }
    public required string Location { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
}

internal static class Outcomes
{
    public const string Expected = "expected";

    /// <summary>More than is expected, or of a return that is expected no more.</summary>
    public const string Over = "over";

    /// <summary>Of a known return, and of none of its lines.</summary>
    public const string WrongItem = "wrong_item";

    /// <summary>Nobody knows of which return.</summary>
    public const string Unknown = "unknown";
}

internal static class Locations
{
    public const string Receiving = "RECEIVING";
    public const string Quarantine = "QUARANTINE";
}
