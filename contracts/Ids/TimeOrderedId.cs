using System.Buffers.Binary;

namespace AfterSalesMesh.Contracts.Ids;

/// <summary>
/// An id that sorts by time and, at the same time, in the order in which this process generated it (UUID version 7, RFC 9562,
/// with a fraction and a counter where a plain one is random).
/// </summary>
public static class TimeOrderedId
{
    private const int Steps = 1 << 12;
    private const uint CounterBits = (1u << 30) - 1;

    // Each process starts at a random count in the lower half, so that the counter does not soon overflow.
    private static uint counter = (uint)Random.Shared.Next(1 << 29);

    /// <param name="at">The time by which the id sorts.</param>
    public static Guid At(DateTimeOffset at)
    {
        Span<byte> id = stackalloc byte[16];
        Guid.CreateVersion7(at).TryWriteBytes(id, bigEndian: true, out _);
        var fraction = (int)(at.UtcTicks % TimeSpan.TicksPerMillisecond * Steps / TimeSpan.TicksPerMillisecond);
        BinaryPrimitives.WriteUInt16BigEndian(id[6..], (ushort)(0x7000 | fraction));
        var count = Interlocked.Increment(ref counter) & CounterBits;
        BinaryPrimitives.WriteUInt32BigEndian(id[8..], 0x8000_0000 | count);
        return new Guid(id, bigEndian: true);
    }
}
