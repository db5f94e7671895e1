using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

internal static class PayoutRegistration
{
    public static void AddPayouts(this IHostApplicationBuilder builder) =>
        builder.Services.AddKeyedScoped<IPaymentProvider, PayoutProvider>(Tender.CashOnDelivery);

    public static void MapPayouts(this IEndpointRouteBuilder routes)
    {
        PutBankAccount.Map(routes);
        EraseBankAccount.Map(routes);
        GetPayouts.Map(routes);
        ExportPayouts.Map(routes);
        ConfirmPayout.Map(routes);
        FailPayout.Map(routes);
    }
}
