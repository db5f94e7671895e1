using System.Net.Http.Headers;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Providers;

/// <summary>Who the provider is, and where: <c>Refund:Provider</c> in the configuration.</summary>
internal sealed class ProviderSettings
{
    public const string Sandbox = "sandbox";
    public const string Stripe = "stripe";

    /// <summary>Longer than the provider takes on a bad day; two calls of it fit in the worker's lease.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public string Kind { get; set; } = Sandbox;

    public Uri? Address { get; set; }

    /// <summary>Stripe's secret or restricted API key. A secret.</summary>
    public string? Key { get; set; }

    /// <summary>What Stripe signs its webhooks with; several, separated by <c>;</c>, while one takes another's place. A secret.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>Where it is, with a slash at its end.</summary>
    public Uri Base =>
        new($"{(Address ?? new Uri("https://api.stripe.com")).AbsoluteUri.TrimEnd('/')}/", UriKind.Absolute);

    public IReadOnlyList<string> WebhookSecrets =>
        Kind == Stripe
            ? (WebhookSecret ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];

    /// <summary>The key would be readable on the way.</summary>
    public bool TellsItsKey =>
        Kind == Stripe && Address is { IsAbsoluteUri: true, Scheme: not "https", IsLoopback: false };
}

internal static class ProviderRegistration
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    public static void AddPaymentProvider(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Refund:Provider");
        Settings
            .Bind<ProviderSettings>(builder.Services, section)
            .Validate(
                x => x.Kind is ProviderSettings.Sandbox or ProviderSettings.Stripe,
                "Refund:Provider:Kind must be sandbox or stripe."
            )
            .Validate(
                x =>
                    x.Address is { IsAbsoluteUri: true, Scheme: "http" or "https" }
                    || (x.Kind == ProviderSettings.Stripe && x.Address is null),
                "Refund:Provider:Address must be the provider's http or https address."
            )
            .Validate(
                x => !x.TellsItsKey,
                "Refund:Provider:Address must be https: the key that goes with each call is not for others to read."
            )
            .Validate(
                x => x.Kind != ProviderSettings.Stripe || IsKey(x.Key),
                "Refund:Provider:Key must be Stripe's secret key (sk_…) or a restricted one (rk_…) that may read and write refunds."
            )
            .ValidateOnStart();
        if (section["Kind"] == ProviderSettings.Stripe)
        {
            Http<StripeProvider>(builder.Services);
        }
        else
        {
            Http<SandboxProvider>(builder.Services);
        }
    }

    // Without loggers: they write down headers.
    private static void Http<TProvider>(IServiceCollection services)
        where TProvider : class, IPaymentProvider =>
        services
            .AddHttpClient<IPaymentProvider, TProvider>(
                (provider, http) => Prepare(http, provider.GetRequiredService<IOptions<ProviderSettings>>().Value)
            )
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .RemoveAllLoggers();

    internal static void Prepare(HttpClient http, ProviderSettings settings)
    {
        http.BaseAddress = settings.Base;
        http.Timeout = ProviderSettings.Timeout;
        http.MaxResponseContentBufferSize = MaxAnswerBytes;
        if (settings.Kind == ProviderSettings.Stripe)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", settings.Key);
            http.DefaultRequestHeaders.Add("Stripe-Version", StripeProvider.Version);
        }
    }

    private static bool IsKey(string? key) =>
        key is not null
        && (key.StartsWith("sk_", StringComparison.Ordinal) || key.StartsWith("rk_", StringComparison.Ordinal))
        && !key.AsSpan().ContainsAnyExceptInRange('!', '~');
}
