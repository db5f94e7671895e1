using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// How a new row gets from the commit that makes it to the worker of this process: written as leased already, so that it
/// needn't be claimed. A worker takes no more than it has places for; what comes on top is due at once, for any replica.
/// </summary>
/// <param name="places">Rows worked on side by side.</param>
/// <param name="isOpen">Whether the worker takes any now.</param>
/// <param name="leasedUntil">When a lease that begins now ends.</param>
/// <param name="begin">Begins with a row whose place is taken, and gives the place up in the end.</param>
/// <param name="wake">Makes the worker claim what is due.</param>
internal sealed class Handover(
    int places,
    Func<bool> isOpen,
    Func<DateTimeOffset> leasedUntil,
    Action<object> begin,
    Action wake
)
{
    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    public void Wake() => wake();

    public bool TryTakePlace()
    {
        if (Interlocked.Increment(ref _taken) <= places)
        {
            return true;
        }
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void GiveUpPlaces(int count) => Interlocked.Add(ref _taken, -count);

    /// <summary>Takes a place for a row that is about to be written, and leases it. False: the row stays as it is.</summary>
    public bool TryLease(EntityEntry entry)
    {
        if (!isOpen() || !TryTakePlace())
        {
            return false;
        }
        // As every database has it: PostgreSQL counts microseconds, and the row must be the one that is written.
        var until = leasedUntil();
        ((IDue)entry.Entity).DueAt = until.AddTicks(-(until.Ticks % TimeSpan.TicksPerMillisecond));
        if (entry.Metadata.FindProperty("Attempts") is { } attempts)
        {
            // As a claim does.
            entry.Property(attempts).CurrentValue = 1;
        }
        return true;
    }

    /// <summary>The row is written: the place it was leased for is its own.</summary>
    public void Begin(object row) => begin(row);
}
