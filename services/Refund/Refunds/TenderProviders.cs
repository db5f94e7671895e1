using AfterSalesMesh.Refund.Payments;

namespace AfterSalesMesh.Refund.Refunds;

internal static class TenderProviders
{
    /// <summary>Who pays a part back: the provider registered under its tender, or else the payment provider.</summary>
    public static IPaymentProvider ProviderOf(this IServiceProvider scope, RefundPart part) =>
        scope.GetKeyedService<IPaymentProvider>(part.Tender) ?? scope.GetRequiredService<IPaymentProvider>();
}
