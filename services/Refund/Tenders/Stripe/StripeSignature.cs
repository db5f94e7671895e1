using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>
/// <c>Stripe-Signature: t={unix seconds},v1={hex},v1={hex}</c>: HMAC-SHA256 over the time, a dot and the body as it came.
/// There are several while a secret is being replaced; one that fits is enough. Other versions are not believed.
/// </summary>
internal static class StripeSignature
{
    /// <summary>How old, or how far ahead, a signature may be: what was overheard is of no use later.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static bool Fits(string? header, ReadOnlySpan<byte> body, IEnumerable<string> secrets, DateTimeOffset now)
    {
        var fields = (header ?? "").Split(',', StringSplitOptions.TrimEntries);
        var times = Values(fields, "t=");
        if (
            times is not [var time]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((double)now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds
        )
        {
            return false;
        }
        byte[] signed = [.. Encoding.ASCII.GetBytes(time), (byte)'.', .. body];
        var given = Values(fields, "v1=").Select(Bytes).ToList();
        var fits = false;
        foreach (var secret in secrets)
        {
            var right = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
            foreach (var one in given)
            {
                // All are compared, and each in the same time, however much of it is right.
                fits |= CryptographicOperations.FixedTimeEquals(right, one);
            }
        }
        return fits;
    }

    private static List<string> Values(string[] fields, string name) =>
        [.. fields.Where(x => x.StartsWith(name, StringComparison.Ordinal)).Select(x => x[name.Length..])];

    private static byte[] Bytes(string hex)
    {
        var bytes = new byte[HMACSHA256.HashSizeInBytes];
        return
            hex.Length == 2 * bytes.Length
            && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : [];
    }
}
