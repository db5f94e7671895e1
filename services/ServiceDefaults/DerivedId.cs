using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>An id that follows from what it names, so that asking twice names the same thing (UUID version 8, RFC 9562).</summary>
public static class DerivedId
{
    /// <param name="of">The id it derives from.</param>
    /// <param name="what">What it names, for example <c>refund</c>.</param>
    /// <param name="which">Which one of them, for example the round.</param>
    public static Guid From(Guid of, string what, params ReadOnlySpan<object> which)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{of:N}/{what}");
        foreach (var part in which)
        {
            text.Append(CultureInfo.InvariantCulture, $"/{part}");
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()), hash);
        var id = hash[..16];
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
