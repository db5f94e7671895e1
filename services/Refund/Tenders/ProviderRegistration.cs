using System.Net.Http.Headers;
using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders.Alipay;
using AfterSalesMesh.Refund.Tenders.Sandbox;
using AfterSalesMesh.Refund.Tenders.Stripe;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Tenders;

internal static class ProviderRegistration
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    public static void AddPaymentProvider(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Refund:Provider");
        Settings
            .Bind<ProviderSettings>(builder.Services, section)
            .Validate(
                x => x.Kind is ProviderSettings.Sandbox or ProviderSettings.Stripe or ProviderSettings.Alipay,
                "Refund:Provider:Kind must be sandbox, stripe or alipay."
            )
            .Validate(x => x.HasAddress, "Refund:Provider:Address must be the provider's http or https address.")
            .Validate(
                x => !x.HasAddress || x.IsPrivate,
                "Refund:Provider:Address must be https, because keys and payments are sent to it."
            )
            .Validate(
                x => x.Kind != ProviderSettings.Stripe || x.HasKeys,
                "Refund:Provider:Key must be Stripe's secret key (sk_…) or a restricted one (rk_…) that may read and write refunds."
            )
            .Validate(
                x => x.Kind != ProviderSettings.Alipay || (x.HasKeys && AlipayMessage.HasKeys(x)),
                "Refund:Provider:AppId, Key and PublicKey must be Alipay's app id, the app's private key (PKCS#8) and Alipay's public key, both as Base64 in one line."
            )
            .Validate(
                x => x.KeyLifetimeHours is >= 2 and <= 24 * 365,
                "Refund:Provider:KeyLifetimeHours must be from 2 to 8760."
            )
            .ValidateOnStart();
        switch (section["Kind"])
        {
            case ProviderSettings.Stripe:
                AddHttp<IPaymentProvider, StripeProvider>(builder.Services, StripeProvider.Version);
                AddHttp<IPaymentLinks, StripeLinks>(builder.Services, StripeLinks.Version);
                break;
            case ProviderSettings.Alipay:
                AddHttp<IPaymentProvider, AlipayProvider>(builder.Services);
                builder.Services.AddSingleton<IPaymentLinks, UnsupportedPaymentLinks>();
                break;
            default:
                AddHttp<IPaymentProvider, SandboxProvider>(builder.Services);
                AddHttp<IPaymentLinks, SandboxLinks>(builder.Services);
                break;
        }
    }

    internal static void Prepare(HttpClient http, ProviderSettings settings, string? stripeVersion = null)
    {
        http.BaseAddress = settings.Base;
        http.Timeout = ProviderSettings.Timeout;
        http.MaxResponseContentBufferSize = MaxAnswerBytes;
        if (stripeVersion is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", settings.Key);
            http.DefaultRequestHeaders.Add("Stripe-Version", stripeVersion);
        }
    }

    private static void AddHttp<TPort, TProvider>(IServiceCollection services, string? stripeVersion = null)
        where TPort : class
        where TProvider : class, TPort =>
        services
            .AddHttpClient<TPort, TProvider>(
                (provider, http) =>
                    Prepare(http, provider.GetRequiredService<IOptions<ProviderSettings>>().Value, stripeVersion)
            )
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            // The HTTP client's loggers would log headers and links.
            .RemoveAllLoggers();
}
