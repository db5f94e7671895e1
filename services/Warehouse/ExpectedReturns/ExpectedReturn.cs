using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>What a return should bring, by the highest revision, and what the others were last told of what came.</summary>
internal sealed class ExpectedReturn : IDue, IStorefrontOwned, IVersioned, ITraced
{
    /// <summary>Each snapshot of the return has all of them. Further ones are of no known return.</summary>
    public const int MaxUnexpectedUnits = 1_000;

    /// <summary>The first receipts with units of no known return are told with them.</summary>
    public const int MaxMixedReceipts = 10;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    // A database may store a time less precisely than a message carries it.
    private static readonly TimeSpan TimePrecision = TimeSpan.FromMilliseconds(1);

    public required Guid ReturnId { get; init; }
    Guid IDue.Id => ReturnId;
    public required string StorefrontId { get; init; }

    /// <summary>One of <see cref="ExpectedReturnStates"/>.</summary>
    public string State { get; private set; } = ExpectedReturnStates.Expected;

    /// <summary>The revision that says what is expected; 0: none is known yet.</summary>
    public int Revision { get; private set; }

    /// <summary>The revision that the return was last stopped at; 0: never.</summary>
    public int StoppedRevision { get; private set; }

    /// <summary>True when a person said that nothing more will come, and no later revision says otherwise.</summary>
    public bool IsShort { get; private set; }
    public string OrderNumber { get; private set; } = "";
    public string RmaNumber { get; private set; } = "";

    /// <summary>The RMA number in its compared form, see <see cref="Codes.Key"/>.</summary>
    public string? RmaKey { get; private set; }
    public string? TrackingNumber { get; private set; }
    public string? TrackingKey { get; private set; }
    public DateTimeOffset HandOverBy { get; private set; }
    public List<ExpectedReturnLine> Lines { get; private set; } = [];

    /// <summary>Its units in receipts that are still open, whatever their outcome.</summary>
    public int UnitsInOpenReceipts { get; set; }

    /// <summary>How many <see cref="Arrival"/>s it has.</summary>
    public int Arrivals { get; set; }

    /// <summary>How many of them are told with units of no known return.</summary>
    public int MixedReceipts { get; set; }

    /// <summary>Units that came for it and fit no line, or were more than asked for.</summary>
    public int UnexpectedUnits { get; set; }

    /// <summary>The number of the last <see cref="ReceiptClosed"/>; 0: none was published.</summary>
    public int SnapshotNumber { get; private set; }
    public bool SnapshotNothingMoreExpected { get; private set; }

    /// <summary>Whether nothing of it was missing at the last snapshot, though another receipt may have been open.</summary>
    public bool WasComplete { get; private set; }

    /// <summary>The last receipt in the snapshot, by the id that the scanning device made.</summary>
    public Guid? SnapshotReceiptId { get; private set; }
    public DateTimeOffset? SnapshotAt { get; private set; }

    /// <summary>The id of the person who caused the snapshot.</summary>
    public string? SnapshotBy { get; private set; }
    public string? SnapshotByName { get; private set; }

    /// <summary>When its last snapshot is published again, for which no command waits; null: its return knows it.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>How often that snapshot was published again.</summary>
    public int Attempts { get; private set; }
    public int Version { get; set; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    private bool IsStopped => StoppedRevision > 0 && StoppedRevision >= Revision;

    /// <summary>True when nothing of it is still to come, and nothing lies in an open receipt. Needs its lines.</summary>
    public bool NothingMoreExpected =>
        UnitsInOpenReceipts == 0 && (IsStopped || IsShort || Lines.TrueForAll(x => x.Missing == 0));

    /// <summary>Takes over a higher revision. Units that were received for a withdrawn line stay.</summary>
    public void Announce(ExpectParcel command)
    {
        (Revision, IsShort) = (command.Revision, false);
        (OrderNumber, RmaNumber, TrackingNumber) = (command.OrderNumber, command.RmaNumber, command.TrackingNumber);
        RmaKey = Codes.Key(command.RmaNumber);
        TrackingKey = Codes.KeyOrNull(command.TrackingNumber);
        HandOverBy = command.HandOverBy;
        foreach (var withdrawn in Lines)
        {
            withdrawn.Quantity = 0;
        }
        foreach (var (position, line) in command.Lines.Index())
        {
            var known = Lines.Find(x => (x.OrderNumber, x.LineId) == (line.OrderNumber, line.LineId));
            if (known is null)
            {
                known = new ExpectedReturnLine
                {
                    ReturnId = ReturnId,
                    StorefrontId = StorefrontId,
                    OrderNumber = line.OrderNumber,
                    LineId = line.LineId,
                    Sku = line.Sku,
                };
                Lines.Add(known);
            }
            (known.Position, known.Sku, known.Quantity) = (position, line.Sku, line.Quantity);
            (known.Gtin, known.GtinKey) = (line.Gtin, Codes.GtinKey(line.Gtin));
        }
        ChangeState();
    }

    /// <summary>True when the command has the same content as the one that announced this revision.</summary>
    public bool Matches(ExpectParcel command) =>
        (OrderNumber, RmaNumber, TrackingNumber) == (command.OrderNumber, command.RmaNumber, command.TrackingNumber)
        && (HandOverBy - command.HandOverBy).Duration() < TimePrecision
        && Lines
            .Where(x => x.Quantity > 0)
            .OrderBy(x => x.Position)
            .Select(x => new ExpectedLine(x.OrderNumber, x.LineId, x.Sku, x.Gtin, x.Quantity))
            .SequenceEqual(command.Lines);

    public void Stop(int revision)
    {
        StoppedRevision = revision;
        ChangeState();
    }

    /// <summary>Nothing more will come, says the person who closed a receipt.</summary>
    public void EndShort()
    {
        IsShort = true;
        ChangeState();
    }

    /// <summary>Counts the next snapshot.</summary>
    /// <param name="now">By the database's clock.</param>
    public void NextSnapshot(Guid receiptId, DateTimeOffset at, string? by, string? byName, DateTimeOffset now)
    {
        ChangeState();
        // As long as it waits for more, the return repeats its command until it has the snapshot.
        if (IsStopped || WasComplete)
        {
            (DueAt, Attempts) = (now + FirstWait, 0);
        }
        SnapshotNumber++;
        SnapshotNothingMoreExpected = NothingMoreExpected;
        WasComplete = IsShort || Lines.TrueForAll(x => x.Missing == 0);
        (SnapshotReceiptId, SnapshotAt, SnapshotBy, SnapshotByName) = (receiptId, at, by, byName);
    }

    /// <summary>Its snapshot is published again, later each time.</summary>
    public void Repeat(DateTimeOffset now)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(Attempts, 20));
        DueAt = now + (wait < LongestWait ? wait : LongestWait);
    }

    /// <summary>Its return knows a snapshot.</summary>
    public void Acknowledge(int number)
    {
        if (number >= SnapshotNumber)
        {
            DueAt = null;
        }
    }

    private void ChangeState() =>
        State =
            IsStopped ? ExpectedReturnStates.Stopped
            : IsShort || (Lines.Exists(x => x.Received > 0) && NothingMoreExpected) ? ExpectedReturnStates.Received
            : ExpectedReturnStates.Expected;
}

/// <summary>The states of an <see cref="ExpectedReturn"/>.</summary>
internal static class ExpectedReturnStates
{
    /// <summary>More of it may come.</summary>
    public const string Expected = "expected";

    /// <summary>Everything came, or a person said that nothing more will.</summary>
    public const string Received = "received";
    public const string Stopped = "stopped";
}
