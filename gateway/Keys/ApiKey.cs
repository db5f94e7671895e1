using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AfterSalesMesh.Gateway.Keys;

/// <summary>The format of API keys.</summary>
internal static class ApiKey
{
    private const string Prefix = "asm_";
    private const int RandomBytes = 32;
    private const int Length = 4 + 43;

    /// <summary>256 random bits after a prefix by which scanners for leaked secrets recognise it.</summary>
    public static string Generate() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>True for the format of a generated key. Anything else is refused without a query.</summary>
    public static bool IsWellFormed(string key) =>
        key.Length == Length
        && key.StartsWith(Prefix, StringComparison.Ordinal)
        && Base64Url.IsValid(key.AsSpan(Prefix.Length));

    // Plain SHA-256 is enough for a secret of 256 random bits: there is nothing to guess.
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
