using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Alipay;

/// <summary>Alipay's format: requests are signed forms, answers signed JSON (RSA2: RSA with SHA-256 over the text).</summary>
internal static class AlipayMessage
{
    // Alipay's times have no offset and are in China's time zone.
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    /// <summary>A signed request, for example <c>alipay.trade.refund</c>, with its content as JSON.</summary>
    public static FormUrlEncodedContent Sign(
        string method,
        string content,
        ProviderSettings settings,
        DateTimeOffset now
    )
    {
        var form = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["app_id"] = settings.AppId!,
            ["method"] = method,
            ["format"] = "JSON",
            ["charset"] = "utf-8",
            ["sign_type"] = "RSA2",
            ["timestamp"] = now.ToOffset(China).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            ["version"] = "1.0",
            ["biz_content"] = content,
        };
        using var key = Private(settings.Key);
        form["sign"] = Convert.ToBase64String(
            key.SignData(Encoding.UTF8.GetBytes(SignedText(form)), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        );
        return new FormUrlEncodedContent(form);
    }

    /// <summary>The text that is signed: all fields but the signature, in the order of their names.</summary>
    public static string SignedText(IEnumerable<KeyValuePair<string, string>> form) =>
        string.Join('&', form.Where(x => x.Key != "sign").Select(x => $"{x.Key}={x.Value}"));

    /// <summary>Reads the answer to a method; null: Alipay has not signed it.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static AlipayAnswer? Read(string method, string body, ProviderSettings settings)
    {
        using var answer = JsonDocument.Parse(body);
        if (
            answer.RootElement.ValueKind != JsonValueKind.Object
            || !answer.RootElement.TryGetProperty($"{method.Replace('.', '_')}_response", out var content)
            || !answer.RootElement.TryGetProperty("sign", out var sign)
            || sign.ValueKind != JsonValueKind.String
            || !sign.TryGetBytesFromBase64(out var signature)
        )
        {
            return null;
        }
        using var key = Public(settings.PublicKey);
        // The text is signed exactly as received, including its spaces.
        var text = Encoding.UTF8.GetBytes(content.GetRawText());
        return key.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            ? content.Deserialize<AlipayAnswer>(ProviderJson.Options)
            : null;
    }

    /// <summary>True when both keys can be read.</summary>
    public static bool HasKeys(ProviderSettings settings)
    {
        try
        {
            using var privateKey = Private(settings.Key);
            using var publicKey = Public(settings.PublicKey);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return false;
        }
    }

    // The format of Alipay's tools: Base64 in one line.
    private static RSA Private(string? key)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(key ?? ""), out _);
        return rsa;
    }

    private static RSA Public(string? key)
    {
        var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key ?? ""), out _);
        return rsa;
    }
}
