using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>
/// <c>Stripe-Signature: t={unix seconds},v1={hex},v1={hex}</c>: HMAC-SHA256 over the time, a dot and the exact body. While a
/// secret is being replaced there are several signatures, and one correct one is enough. Versions other than <c>v1</c> do not count.
/// </summary>
internal static class StripeSignature
{
    /// <summary>How old, or how far ahead, a signature may be, so that a recorded event cannot be replayed later.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static bool IsValid(string? header, ReadOnlySpan<byte> body, IEnumerable<string> secrets, DateTimeOffset now)
    {
        var fields = (header ?? "").Split(',', StringSplitOptions.TrimEntries);
        if (
            Values(fields, "t=") is not [var time]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((double)now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds
        )
        {
            return false;
        }
        byte[] signed = [.. Encoding.ASCII.GetBytes(time), (byte)'.', .. body];
        var given = Values(fields, "v1=").ConvertAll(Encoding.ASCII.GetBytes);
        var isValid = false;
        foreach (var secret in secrets)
        {
            var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
            var right = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash));
            foreach (var signature in given)
            {
                // All signatures are compared, each in constant time, so that the time taken does not reveal how much was correct.
                isValid |= CryptographicOperations.FixedTimeEquals(right, signature);
            }
        }
        return isValid;
    }

    private static List<string> Values(string[] fields, string name) =>
        [.. fields.Where(x => x.StartsWith(name, StringComparison.Ordinal)).Select(x => x[name.Length..])];
}
