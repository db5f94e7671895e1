using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>That a closed receipt brought something of a return, or a box that carried its label.</summary>
internal sealed class Arrival : IStorefrontOwned
{
    public required Guid ReturnId { get; init; }

    /// <summary>The row of the receipt.</summary>
    public required Guid ReceiptId { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>The receipt's id in the API, made by the scanning device.</summary>
    public required Guid PublicReceiptId { get; init; }

    /// <summary>When the receipt was closed, or a unit of it was assigned to the return.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The id of the person who did it.</summary>
    public required string By { get; init; }
    public string? ByName { get; init; }

    /// <summary>The receipt also brought units of no known return.</summary>
    public bool HasUnknownUnits { get; init; }

    /// <summary>The first snapshot with these units; null: it waits for the rest of the return.</summary>
    public int? SnapshotNumber { get; set; }
}
