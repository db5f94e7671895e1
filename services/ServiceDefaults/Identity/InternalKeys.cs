using System.Security.Cryptography;

namespace AfterSalesMesh.ServiceDefaults.Identity;

/// <summary>The key pair of internal tokens (ES256): the gateway has the private key, services have the public key.</summary>
public static class InternalKeys
{
    private const string PrivateLabel = "PRIVATE KEY";
    private const string PublicLabel = "PUBLIC KEY";

    /// <summary>A new pair, as PEM (PKCS#8 and SubjectPublicKeyInfo).</summary>
    public static (string Private, string Public) Generate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (key.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem());
    }

    /// <summary>The error in a configured private key, as a sentence; null: none.</summary>
    public static string? FlawInPrivate(string? pem) => Flaw(pem, PrivateLabel);

    /// <summary>The error in a configured public key, as a sentence; null: none.</summary>
    public static string? FlawInPublic(string? pem) => Flaw(pem, PublicLabel);

    internal static ECDsa Read(string pem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key;
    }

    private static string? Flaw(string? pem, string label)
    {
        if (string.IsNullOrWhiteSpace(pem))
        {
            return $"is missing: give the {label} of the P-256 pair as PEM.";
        }
        // A private key would also work as a public one, and would then be stored at every service.
        if (!PemEncoding.TryFind(pem, out var fields) || !pem[fields.Label].Equals(label, StringComparison.Ordinal))
        {
            return $"is not PEM with the label '{label}'.";
        }
        try
        {
            using var key = Read(pem);
            return key.KeySize == 256 ? null : $"has {key.KeySize} bits: ES256 needs a key on the curve P-256.";
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or CryptographicException)
        {
            return "cannot be read as an elliptic-curve key.";
        }
    }
}
