using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>The units that a return should bring, by the highest revision, and the last snapshot of those that came.</summary>
internal sealed class ExpectedReturn : IDue, IStorefrontOwned, IVersioned, ITraced
{
    /// <summary>The limit of units that the return does not ask for, because each snapshot lists all of them. Further ones belong to no known return.</summary>
    public const int MaxUnexpectedUnits = 1_000;

    /// <summary>At most this many receipts with units of no known return are reported with these units.</summary>
    public const int MaxMixedReceipts = 10;

    /// <summary>
    /// The units of no known return in a receipt are reported to its returns if there are at most this many, because assigning one of them
    /// reports to all of them again, and each of them waits for it.
    /// </summary>
    public const int MaxMixedReturns = 10;

    /// <summary>Of later snapshots only the latest is published, at most every 15 seconds: each lists all units, and a return may come in thousands of receipts.</summary>
    public const int MaxSnapshotsAtOnce = 20;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    // A database may store a time less precisely than a message.
    private static readonly TimeSpan TimePrecision = TimeSpan.FromMilliseconds(1);

    public required Guid ReturnId { get; init; }
    Guid IDue.Id => ReturnId;
    public required string StorefrontId { get; init; }

    /// <summary>One of <see cref="ExpectedReturnStates"/>.</summary>
    public string State { get; private set; } = ExpectedReturnStates.Expected;

    /// <summary>The highest known revision, which decides what is expected; 0: none is known yet.</summary>
    public int Revision { get; private set; }

    /// <summary>The revision at which the return was last stopped; 0: never.</summary>
    public int StoppedRevision { get; private set; }

    /// <summary>True when a person said that nothing more will come, and no later revision was announced.</summary>
    public bool IsShort { get; private set; }
    public string OrderNumber { get; private set; } = "";
    public string RmaNumber { get; private set; } = "";

    /// <summary>The RMA number in its compared form, see <see cref="Codes.Key"/>.</summary>
    public string? RmaKey { get; private set; }
    public string? TrackingNumber { get; private set; }
    public string? TrackingKey { get; private set; }
    public DateTimeOffset HandOverBy { get; private set; }
    public List<ExpectedReturnLine> Lines { get; private set; } = [];

    /// <summary>The return's units in open receipts, whatever their outcome.</summary>
    public int UnitsInOpenReceipts { get; set; }

    /// <summary>The number of the return's <see cref="Arrival"/>s.</summary>
    public int Arrivals { get; set; }

    /// <summary>The number of arrivals that are reported with units of no known return.</summary>
    public int MixedReceipts { get; set; }

    /// <summary>Units that came for the return and fit no line, or exceed a line's quantity.</summary>
    public int UnexpectedUnits { get; set; }

    /// <summary>The number of the last <see cref="ReceiptClosed"/>; 0: none was published.</summary>
    public int SnapshotNumber { get; private set; }
    public bool SnapshotNothingMoreExpected { get; private set; }

    /// <summary>True when nothing was missing at the last snapshot, although another receipt may have been open.</summary>
    public bool WasComplete { get; private set; }

    /// <summary>The last receipt in the snapshot: the id that the scanning device generated.</summary>
    public Guid? SnapshotReceiptId { get; private set; }
    public DateTimeOffset? SnapshotAt { get; private set; }

    /// <summary>The id of the person who caused the snapshot.</summary>
    public string? SnapshotBy { get; private set; }
    public string? SnapshotByName { get; private set; }

    /// <summary>When <see cref="LateSnapshotWorker"/> publishes the last snapshot; null: it need not, because the return asks for it or has acknowledged it.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>How often the last snapshot was published again.</summary>
    public int Attempts { get; private set; }
    public int Version { get; set; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    /// <summary>The units that came for the return, expected or not. The lines must be loaded.</summary>
    public int UnitsThatCame => Lines.Sum(x => x.Received) + UnexpectedUnits;

    private bool IsStopped => StoppedRevision > 0 && StoppedRevision >= Revision;

    /// <summary>True when no more units are expected and none are in an open receipt. The lines must be loaded.</summary>
    public bool NothingMoreExpected =>
        UnitsInOpenReceipts == 0 && (IsStopped || IsShort || Lines.TrueForAll(x => x.Missing == 0));

    /// <summary>Applies a higher revision. Units that were received for a withdrawn line are kept.</summary>
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
        var byKey = Lines.ToDictionary(x => (x.OrderNumber, x.LineId));
        foreach (var (position, line) in command.Lines.Index())
        {
            if (!byKey.TryGetValue((line.OrderNumber, line.LineId), out var known))
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

    /// <summary>Records that nothing more will come, as the person who closed a receipt stated.</summary>
    public void EndShort()
    {
        IsShort = true;
        ChangeState();
    }

    /// <summary>Records the next snapshot.</summary>
    /// <param name="now">The time by the database's clock.</param>
    public void NextSnapshot(Guid receiptId, DateTimeOffset at, string? by, string? byName, DateTimeOffset now)
    {
        ChangeState();
        // While it waits for more, the return itself repeats its command until it has the snapshot.
        if (IsStopped || WasComplete)
        {
            PublishAgain(now + FirstWait);
        }
        SnapshotNumber++;
        SnapshotNothingMoreExpected = NothingMoreExpected;
        WasComplete = IsShort || Lines.TrueForAll(x => x.Missing == 0);
        (SnapshotReceiptId, SnapshotAt, SnapshotBy, SnapshotByName) = (receiptId, at, by, byName);
    }

    /// <summary>Schedules the first publication of the snapshot, which may be that of a later one.</summary>
    public void PostponeSnapshot(DateTimeOffset now) => PublishAgain(now + FirstWait);

    /// <summary>Schedules the next publication of the snapshot, after a longer pause each time.</summary>
    public void Repeat(DateTimeOffset now)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(Attempts, 20));
        DueAt = now + (wait < LongestWait ? wait : LongestWait);
    }

    /// <summary>The return has acknowledged a snapshot.</summary>
    public void Acknowledge(int number)
    {
        if (number >= SnapshotNumber)
        {
            DueAt = null;
        }
    }

    // Never later than it was, or it would never be published while receipts are being closed.
    private void PublishAgain(DateTimeOffset at) => (DueAt, Attempts) = (DueAt < at ? DueAt : at, 0);

    private void ChangeState() =>
        State =
            IsStopped ? ExpectedReturnStates.Stopped
            : IsShort || (Lines.Exists(x => x.Received > 0) && NothingMoreExpected) ? ExpectedReturnStates.Received
            : ExpectedReturnStates.Expected;
}

/// <summary>The states of an <see cref="ExpectedReturn"/>.</summary>
internal static class ExpectedReturnStates
{
    /// <summary>More units may come.</summary>
    public const string Expected = "expected";

    /// <summary>Everything came, or a person said that nothing more will come.</summary>
    public const string Received = "received";
    public const string Stopped = "stopped";
}
