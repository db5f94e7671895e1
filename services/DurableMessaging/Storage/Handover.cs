using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// Hands a new row from the commit that writes it to the worker of this process: it is written as leased, so that it need not
/// be claimed. A worker takes as many as it has places for; the others are due at once, for any replica.
/// </summary>
/// <param name="places">Rows worked on side by side.</param>
/// <param name="isOpen">Whether the worker takes rows now.</param>
/// <param name="leasedUntil">When a lease that begins now ends.</param>
/// <param name="begin">Starts the work on a row that has a place, and gives the place back at its end.</param>
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
        // Cut to milliseconds, so that the row in memory equals the one in any database.
        var until = leasedUntil();
        ((IDue)entry.Entity).DueAt = until.AddTicks(-(until.Ticks % TimeSpan.TicksPerMillisecond));
        if (entry.Metadata.FindProperty("Attempts") is { } attempts)
        {
            // As if it had been claimed.
            entry.Property(attempts).CurrentValue = 1;
        }
        return true;
    }

    /// <summary>Starts the work on a leased row after its commit.</summary>
    public void Begin(object row) => begin(row);
}
