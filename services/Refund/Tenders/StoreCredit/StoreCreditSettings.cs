using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary><c>Refund:StoreCredit</c> in the configuration.</summary>
internal sealed class StoreCreditSettings
{
    /// <summary>How long store credit is valid, in days.</summary>
    public int ValidDays { get; set; } = 365;

    /// <summary>The same for one storefront, where it differs.</summary>
    public Dictionary<string, int> ValidDaysOf { get; } = new(StringComparer.Ordinal);

    public TimeSpan ValidFor(string storefront) =>
        TimeSpan.FromDays(ValidDaysOf.TryGetValue(storefront, out var days) ? days : ValidDays);
}

internal static class StoreCreditRegistration
{
    private const int MostDays = 36_500;

    public static void AddStoreCredit(this IHostApplicationBuilder builder)
    {
        Settings
            .Bind<StoreCreditSettings>(builder.Services, builder.Configuration.GetSection("Refund:StoreCredit"))
            .Validate(
                x => x.ValidDaysOf.Values.Append(x.ValidDays).All(days => days is >= 1 and <= MostDays),
                $"Refund:StoreCredit:ValidDays and :ValidDaysOf:{{storefront}} must be from 1 to {MostDays}."
            )
            .ValidateOnStart();
        builder.Services.AddKeyedScoped<IPaymentProvider, StoreCreditProvider>(Tender.StoreCredit);
        builder.Services.AddHostedService<ExpireStoreCredit>();
    }

    public static void MapStoreCredit(this IEndpointRouteBuilder routes)
    {
        GetStoreCredit.Map(routes);
        SpendStoreCredit.Map(routes);
        GiveBackStoreCredit.Map(routes);
    }
}
