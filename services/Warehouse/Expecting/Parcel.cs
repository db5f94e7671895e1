using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.Expecting;

/// <summary>What should come of a return, and what has come of it.</summary>
internal sealed class Parcel : IStorefrontOwned, IVersioned, ITraced
{
    // A database may keep less of a time than a message does.
    private static readonly TimeSpan SameTime = TimeSpan.FromMilliseconds(1);

    public required Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public required string State { get; set; }
    public string OrderNumber { get; private set; } = "";
    public string RmaNumber { get; private set; } = "";
    public string? RmaKey { get; private set; }
    public string? TrackingNumber { get; private set; }
    public string? TrackingKey { get; private set; }
    public DateTimeOffset Deadline { get; private set; }
    public List<ParcelLine> Lines { get; private set; } = [];

    /// <summary>Units of any outcome that came while it was expected.</summary>
    public int Seen { get; set; }

    /// <summary>Those of them that nobody had asked for.</summary>
    public int Unexpected { get; set; }

    /// <summary>The receipt whose closing decided what came.</summary>
    public Guid? ReceiptId { get; set; }
    public DateTimeOffset? ReceivedAt { get; set; }
    public int Version { get; set; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    /// <summary>False for a return that was stopped before anyone said what to expect of it.</summary>
    public bool IsTold => RmaKey is not null;

    public void Tell(ExpectParcel told)
    {
        OrderNumber = told.OrderNumber;
        RmaNumber = told.RmaNumber;
        RmaKey = Codes.Key(told.RmaNumber);
        TrackingNumber = told.TrackingNumber;
        TrackingKey = Codes.Key(told.TrackingNumber ?? "") is { Length: > 0 } key ? key : null;
        Deadline = told.Deadline;
        Lines.AddRange(
            told.Lines.Select(
                (line, position) =>
                    new ParcelLine
                    {
                        ReturnId = ReturnId,
                        StorefrontId = StorefrontId,
                        LineId = line.LineId,
                        Position = position,
                        Sku = line.Sku,
                        Gtin = line.Gtin,
                        GtinKey = Codes.GtinKey(line.Gtin),
                        Quantity = line.Quantity,
                    }
            )
        );
    }

    public bool Says(ExpectParcel told) =>
        (OrderNumber, RmaNumber, TrackingNumber) == (told.OrderNumber, told.RmaNumber, told.TrackingNumber)
        && (Deadline - told.Deadline).Duration() < SameTime
        && Lines
            .OrderBy(x => x.Position)
            .Select(x => new ExpectedLine(x.LineId, x.Sku, x.Gtin, x.Quantity))
            .SequenceEqual(told.Lines);
}

/// <summary>The states of a <see cref="Parcel"/>.</summary>
internal static class ParcelStates
{
    public const string Expected = "expected";
    public const string Received = "received";
    public const string Stopped = "stopped";
}
