using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// The slots of one worker, one for each row that it works on at the same time. A commit of this process takes a slot for a
/// new row and writes the row as already leased, which spares the worker a query; without a free slot the row is due at once,
/// for any replica.
/// </summary>
/// <param name="count">The number of slots.</param>
/// <param name="isOpen">True while the worker accepts rows.</param>
/// <param name="leasedUntil">The end of a lease that begins now.</param>
/// <param name="begin">Starts the work on a row that has a slot, and releases the slot when the work ends.</param>
internal sealed class WorkerSlots(
    int count,
    Func<bool> isOpen,
    Func<DateTimeOffset> leasedUntil,
    Action<object> begin,
    Action wake
)
{
    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Makes the worker lease due rows.</summary>
    public Action Wake { get; } = wake;

    /// <summary>Starts the work on a leased row after its commit.</summary>
    public Action<object> Begin { get; } = begin;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= count)
        {
            return true;
        }
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Release(int slots) => Interlocked.Add(ref _taken, -slots);

    /// <summary>Takes a slot for a row that is about to be written, and leases the row; false: no slot, the row is unchanged.</summary>
    public bool TryLease(EntityEntry entry)
    {
        if (!isOpen() || !TryTake())
        {
            return false;
        }
        // Cut to milliseconds, so that the row in memory equals the one in any database.
        var until = leasedUntil();
        ((IDue)entry.Entity).DueAt = until.AddTicks(-(until.Ticks % TimeSpan.TicksPerMillisecond));
        if (entry.Metadata.FindProperty("Attempts") is { } attempts)
        {
            entry.Property(attempts).CurrentValue = 1;
        }
        return true;
    }
}
