using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Tenders;
using AfterSalesMesh.Refund.Tenders.Alipay;
using AfterSalesMesh.Refund.Tenders.Sandbox;
using AfterSalesMesh.Refund.Tenders.Stripe;

namespace AfterSalesMesh.Refund.Collections;

internal static class CollectingRegistration
{
    public static void AddCollecting(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<TakeLinkAnswer>();
        builder.Services.AddHostedService<CollectionWorker>();
        switch (builder.Configuration["Refund:Provider:Kind"])
        {
            case ProviderSettings.Stripe:
                ProviderRegistration.Http<IPaymentLinks, StripeLinks>(builder.Services, Prepare);
                break;
            case ProviderSettings.Alipay:
                builder.Services.AddSingleton<IPaymentLinks, NoLinks>();
                break;
            default:
                ProviderRegistration.Http<IPaymentLinks, SandboxLinks>(builder.Services, Prepare);
                break;
        }
    }

    internal static void Prepare(HttpClient http, ProviderSettings settings)
    {
        ProviderRegistration.Prepare(http, settings);
        if (settings.Kind == ProviderSettings.Stripe)
        {
            http.DefaultRequestHeaders.Remove("Stripe-Version");
            http.DefaultRequestHeaders.Add("Stripe-Version", StripeLinks.Version);
        }
    }
}
