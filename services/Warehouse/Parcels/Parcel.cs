using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.Parcels;

/// <summary>The parcel that a return is expected to bring, and how many of its units have arrived.</summary>
internal sealed class Parcel : IStorefrontOwned, IVersioned, ITraced
{
    // A database may store a time less precisely than a message carries it.
    private static readonly TimeSpan TimePrecision = TimeSpan.FromMilliseconds(1);

    public required Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>One of <see cref="ParcelStates"/>.</summary>
    public required string State { get; set; }
    public string OrderNumber { get; private set; } = "";
    public string RmaNumber { get; private set; } = "";

    /// <summary>The RMA number in its compared form, see <see cref="Codes.Key"/>.</summary>
    public string? RmaKey { get; private set; }
    public string? TrackingNumber { get; private set; }
    public string? TrackingKey { get; private set; }
    public DateTimeOffset HandOverBy { get; private set; }
    public List<ParcelLine> Lines { get; private set; } = [];

    /// <summary>How many units arrived while the parcel was expected, whether they were expected or not.</summary>
    public int Seen { get; set; }

    /// <summary>How many of <see cref="Seen"/> were not expected.</summary>
    public int Unexpected { get; set; }

    /// <summary>The receipt that was closed for it, by the id that the scanning device made.</summary>
    public Guid? ReceiptId { get; private set; }
    public DateTimeOffset? ReceivedAt { get; private set; }

    /// <summary>The id of the person who closed the receipt.</summary>
    public string? ReceivedBy { get; private set; }
    public string? ReceivedByName { get; private set; }
    public int Version { get; set; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    /// <summary>False for a return that was stopped before the warehouse was told what to expect.</summary>
    public bool IsAnnounced => RmaKey is not null;

    public void Announce(ExpectParcel expected)
    {
        OrderNumber = expected.OrderNumber;
        RmaNumber = expected.RmaNumber;
        RmaKey = Codes.Key(expected.RmaNumber);
        TrackingNumber = expected.TrackingNumber;
        TrackingKey = Codes.Key(expected.TrackingNumber ?? "") is { Length: > 0 } key ? key : null;
        HandOverBy = expected.HandOverBy;
        Lines.AddRange(
            expected.Lines.Select(
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

    /// <summary>True when the command has the same content as the one that announced the parcel.</summary>
    public bool Matches(ExpectParcel expected) =>
        (OrderNumber, RmaNumber, TrackingNumber) == (expected.OrderNumber, expected.RmaNumber, expected.TrackingNumber)
        && (HandOverBy - expected.HandOverBy).Duration() < TimePrecision
        && Lines
            .OrderBy(x => x.Position)
            .Select(x => new ExpectedLine(x.LineId, x.Sku, x.Gtin, x.Quantity))
            .SequenceEqual(expected.Lines);

    /// <summary>Ends the parcel when its receipt is closed: later units are no longer expected.</summary>
    public void Receive(Guid receiptId, DateTimeOffset at, string by, string? byName)
    {
        State = ParcelStates.Received;
        (ReceiptId, ReceivedAt, ReceivedBy, ReceivedByName) = (receiptId, at, by, byName);
    }
}

/// <summary>The states of a <see cref="Parcel"/>.</summary>
internal static class ParcelStates
{
    public const string Expected = "expected";
    public const string Received = "received";
    public const string Stopped = "stopped";
}
