using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.Units;

/// <summary>One unit that arrived, expected or not.</summary>
internal sealed class Unit : IStorefrontOwned
{
    public required Guid Id { get; init; }

    /// <summary>The id of the row of the receipt that the unit was scanned into.</summary>
    public required Guid ReceiptId { get; init; }
    public Guid? ReturnId { get; set; }

    /// <summary>The storefront of the unit's return or of all its receipt; empty while neither is known.</summary>
    public required string StorefrontId { get; set; }
    public string? OrderNumber { get; set; }
    public string? LineId { get; set; }

    /// <summary>The code on the unit's tag, as scanned.</summary>
    public string? Code { get; init; }

    /// <summary>One of <see cref="Outcomes"/>.</summary>
    public required string Outcome { get; set; }

    /// <summary>One of <see cref="Locations"/>.</summary>
    public required string Location { get; set; }

    /// <summary>True when its return will never inspect or refund it, because a person closed the return without it.</summary>
    public bool IsDismissed { get; set; }
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>The results that a unit scan can have.</summary>
internal static class Outcomes
{
    /// <summary>Belongs to a line of a return that it was missing from, even if it came too late.</summary>
    public const string Expected = "expected";

    /// <summary>Exceeds the quantity of its line.</summary>
    public const string Over = "over";

    /// <summary>Belongs to a known return but fits none of its lines.</summary>
    public const string WrongItem = "wrong_item";

    /// <summary>Belongs to no known return.</summary>
    public const string Unknown = "unknown";

    /// <summary>May belong to several storefronts: nothing is recorded until a return is named.</summary>
    public const string Several = "several";
}

/// <summary>Where a unit is put.</summary>
internal static class Locations
{
    public const string Receiving = "RECEIVING";
    public const string Quarantine = "QUARANTINE";
}
