using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AfterSalesMesh.Contracts.Ids;

/// <summary>
/// An id computed from another id and a description: the same input always gives the same id (UUID version 8, RFC 9562).
/// It starts with the 48 time bits of the id it derives from, so that derived ids sort by time as well. The rest is a hash
/// in which each part is preceded by its length, so that no two lists of parts are hashed alike.
/// </summary>
public static class DerivedId
{
    private const int TimeBytes = 6;

    /// <param name="of">
    /// A time-ordered id to derive from; <see cref="Guid.Empty"/>: there is none, and the whole derived id is a hash.
    /// </param>
    /// <param name="what">The kind of object that the new id identifies, for example <c>refund</c>.</param>
    /// <param name="which">Distinguishes objects of that kind, for example by the round.</param>
    public static Guid From(Guid of, string what, params ReadOnlySpan<object> which)
    {
        Span<byte> origin = stackalloc byte[16];
        of.TryWriteBytes(origin, bigEndian: true, out _);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(origin);
        Append(hash, what);
        foreach (var part in which)
        {
            Append(hash, Convert.ToString(part, CultureInfo.InvariantCulture) ?? "");
        }
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        var id = digest[..16];
        if (of != Guid.Empty)
        {
            origin[..TimeBytes].CopyTo(id);
        }
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }

    private static void Append(IncrementalHash hash, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
