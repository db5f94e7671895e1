using AfterSalesMesh.Refund.Collecting.Links;
using AfterSalesMesh.Refund.Providers;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Collecting;

internal static class CollectingRegistration
{
    public static void AddCollecting(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<TakeLinkAnswer>();
        builder.Services.AddHostedService<CollectionWorker>();
        switch (builder.Configuration["Refund:Provider:Kind"])
        {
            case ProviderSettings.Stripe:
                Http<StripeLinks>(builder.Services);
                break;
            case ProviderSettings.Alipay:
                builder.Services.AddSingleton<IPaymentLinks, NoLinks>();
                break;
            default:
                Http<SandboxLinks>(builder.Services);
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

    // Without loggers: they write down headers and links.
    private static void Http<TLinks>(IServiceCollection services)
        where TLinks : class, IPaymentLinks =>
        services
            .AddHttpClient<IPaymentLinks, TLinks>(
                (provider, http) => Prepare(http, provider.GetRequiredService<IOptions<ProviderSettings>>().Value)
            )
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .RemoveAllLoggers();
}
