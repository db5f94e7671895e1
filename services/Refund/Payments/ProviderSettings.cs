namespace AfterSalesMesh.Refund.Payments;

/// <summary>The payment provider: <c>Refund:Provider</c> in the configuration.</summary>
internal sealed class ProviderSettings
{
    public const string Sandbox = "sandbox";
    public const string Stripe = "stripe";
    public const string Alipay = "alipay";

    /// <summary>The timeout of a call; two calls fit in a worker's lease.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public string Kind { get; set; } = Sandbox;

    /// <summary>The only storefront with payments in this account; null: several share it.</summary>
    public string? Storefront { get; set; }

    /// <summary>How long the provider remembers an idempotency key. Stripe: at least 24 hours.</summary>
    public int KeyLifetimeHours { get; set; } = 24;

    public TimeSpan KeyLifetime => TimeSpan.FromHours(KeyLifetimeHours);

    /// <summary>Required for the sandbox; for other providers only if it is not their usual address.</summary>
    public Uri? Address { get; set; }

    /// <summary>Stripe's secret or restricted API key, or the merchant's private key for Alipay. A secret.</summary>
    public string? Key { get; set; }

    /// <summary>Stripe's signing secret of webhooks; two, separated by <c>;</c>, while one replaces the other. A secret.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>The id of the merchant's application at Alipay.</summary>
    public string? AppId { get; set; }

    /// <summary>The key with which Alipay signs its answers.</summary>
    public string? PublicKey { get; set; }

    public Uri Base =>
        Kind switch
        {
            Alipay => Address ?? new Uri("https://openapi.alipay.com/gateway.do"),
            Stripe => Address ?? new Uri("https://api.stripe.com/"),
            _ => new Uri($"{Address!.AbsoluteUri.TrimEnd('/')}/"),
        };

    public IReadOnlyList<string> WebhookSecrets =>
        Kind == Stripe
            ? (WebhookSecret ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];

    public bool HasAddress =>
        Address is null ? Kind != Sandbox : Address is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    /// <summary>True when nobody can read the calls and their keys in transit. The sandbox is exempt, because it moves no money.</summary>
    public bool IsPrivate => Kind == Sandbox || Address is null or { Scheme: "https" } or { IsLoopback: true };

    public bool HasKeys =>
        Kind switch
        {
            Stripe => IsStripes(Key),
            Alipay => !string.IsNullOrWhiteSpace(AppId),
            _ => true,
        };

    /// <summary>True when the provider can have a payment with this reference: Stripe generates its references, the others accept any.</summary>
    public bool Knows(string payment) => Kind != Stripe || StripeKindOf(payment) is not null;

    /// <summary>Stripe's kind of object for a payment reference; null: none.</summary>
    public static string? StripeKindOf(string reference) =>
        reference.Split('_')[0] switch
        {
            "pi" => "payment_intent",
            "ch" or "py" => "charge",
            _ => null,
        };

    private static bool IsStripes(string? key) =>
        key is not null
        && (key.StartsWith("sk_", StringComparison.Ordinal) || key.StartsWith("rk_", StringComparison.Ordinal))
        && !key.AsSpan().ContainsAnyExceptInRange('!', '~');
}
