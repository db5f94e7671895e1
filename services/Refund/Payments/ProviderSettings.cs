namespace AfterSalesMesh.Refund.Payments;

/// <summary>Who the provider is, and where: <c>Refund:Provider</c> in the configuration.</summary>
internal sealed class ProviderSettings
{
    public const string Sandbox = "sandbox";
    public const string Stripe = "stripe";
    public const string Alipay = "alipay";

    /// <summary>Longer than the provider takes on a bad day; two calls of it fit in the worker's lease.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public string Kind { get; set; } = Sandbox;

    /// <summary>The storefront whose own account this is: no other storefront's payments are there. Null: several share it.</summary>
    public string? Storefront { get; set; }

    /// <summary>How long the provider knows an idempotency key again. Stripe: 24 hours at least.</summary>
    public int KeyLifetimeHours { get; set; } = 24;

    public TimeSpan KeyLifetime => TimeSpan.FromHours(KeyLifetimeHours);

    /// <summary>The sandbox's; of the others where they are not where they always are.</summary>
    public Uri? Address { get; set; }

    /// <summary>Stripe's secret or restricted API key, or the merchant's private key for Alipay. A secret.</summary>
    public string? Key { get; set; }

    /// <summary>What Stripe signs its webhooks with; several, separated by <c>;</c>, while one takes another's place. A secret.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>The merchant's application at Alipay.</summary>
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

    /// <summary>Whether others on the way can't read what is said, keys among it; the sandbox moves no money.</summary>
    public bool IsPrivate => Kind == Sandbox || Address is null or { Scheme: "https" } or { IsLoopback: true };

    public bool HasKeys =>
        Kind switch
        {
            Stripe => IsStripes(Key),
            Alipay => !string.IsNullOrWhiteSpace(AppId),
            _ => true,
        };

    /// <summary>
    /// Whether the provider may know a payment by this name. All but Stripe take what the merchant calls it. Whatever a tender is
    /// called, it is paid back through the provider, so that says nothing.
    /// </summary>
    public bool Knows(string payment) => Kind != Stripe || StripeKindOf(payment) is not null;

    /// <summary>What Stripe calls a payment of this reference; null: it knows none.</summary>
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
