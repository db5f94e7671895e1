using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Tenders.Stripe;

namespace AfterSalesMesh.Refund.Tenders.Alipay;

/// <summary>How one talks with Alipay: signed forms there, signed JSON back (RSA2: RSA with SHA-256 over the text).</summary>
internal static class AlipayMessage
{
    // Its times are those of China, without saying so.
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    /// <param name="method">For example <c>alipay.trade.refund</c>.</param>
    /// <param name="content">What is asked, as JSON.</param>
    /// <param name="settings">Who asks.</param>
    /// <param name="now">When.</param>
    public static FormUrlEncodedContent Ask(
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
            key.SignData(Encoding.UTF8.GetBytes(Said(form)), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        );
        return new FormUrlEncodedContent(form);
    }

    /// <summary>What is signed: all but the signature, in the order of the names.</summary>
    public static string Said(IEnumerable<KeyValuePair<string, string>> form) =>
        string.Join('&', form.Where(x => x.Key != "sign").Select(x => $"{x.Key}={x.Value}"));

    /// <summary>The answer to a method; null: Alipay has not signed it.</summary>
    /// <exception cref="JsonException">It is no answer at all.</exception>
    public static AlipayAnswer? Read(string method, string body, ProviderSettings settings)
    {
        using var answer = JsonDocument.Parse(body);
        if (
            answer.RootElement.ValueKind != JsonValueKind.Object
            || !answer.RootElement.TryGetProperty($"{method.Replace('.', '_')}_response", out var said)
            || !answer.RootElement.TryGetProperty("sign", out var sign)
            || sign.ValueKind != JsonValueKind.String
            || !sign.TryGetBytesFromBase64(out var signature)
        )
        {
            return null;
        }
        using var key = Public(settings.PublicKey);
        // Signed is the text as it stands, blanks and all.
        var text = Encoding.UTF8.GetBytes(said.GetRawText());
        return key.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            ? said.Deserialize<AlipayAnswer>(StripeRefund.Json)
            : null;
    }

    /// <summary>Whether both keys can be read.</summary>
    public static bool HasKeys(ProviderSettings settings)
    {
        try
        {
            using var mine = Private(settings.Key);
            using var theirs = Public(settings.PublicKey);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return false;
        }
    }

    // As Alipay's tools give them: Base64 without lines around it.
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
