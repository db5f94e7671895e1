using System.ComponentModel.DataAnnotations;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Providers;

/// <summary>Where the provider is: <c>Refund:Provider</c> in the configuration.</summary>
internal sealed class ProviderSettings
{
    /// <summary>Longer than the provider takes on a bad day; two calls of it fit in the worker's lease.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public Uri? Address { get; set; }

    /// <summary>How long the provider knows an idempotency key again. Stripe: 24 hours at least.</summary>
    public int KeyLifetimeHours { get; set; } = 24;

    public TimeSpan KeyLifetime => TimeSpan.FromHours(KeyLifetimeHours);
}

internal static class ProviderRegistration
{
    public static void AddSandboxProvider(this IHostApplicationBuilder builder)
    {
        Settings
            .Bind<ProviderSettings>(builder.Services, builder.Configuration.GetSection("Refund:Provider"))
            .Validate(
                x => x.Address is { IsAbsoluteUri: true, Scheme: "http" or "https" },
                "Refund:Provider:Address must be the provider's http or https address."
            )
            .Validate(
                x => x.KeyLifetimeHours is >= 2 and <= 24 * 365,
                "Refund:Provider:KeyLifetimeHours must be from 2 to 8760."
            )
            .ValidateOnStart();
        builder
            .Services.AddHttpClient<IPaymentProvider, SandboxProvider>(
                (services, http) =>
                {
                    var settings = services.GetRequiredService<IOptions<ProviderSettings>>().Value;
                    http.BaseAddress = new Uri($"{settings.Address!.AbsoluteUri.TrimEnd('/')}/");
                    http.Timeout = ProviderSettings.Timeout;
                }
            )
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .RemoveAllLoggers();
    }
}
