using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders.BankTransfer;
using AfterSalesMesh.Refund.Tenders.StoreCredit;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Tenders;

/// <summary>Ways in which money goes back without the payment provider. All others are the provider's, gift cards among them.</summary>
internal static class OwnTenders
{
    /// <summary>As credit that the customer buys with.</summary>
    public const string StoreCredit = "store_credit";

    /// <summary>What was paid to the carrier goes back by bank transfer.</summary>
    public const string CashOnDelivery = "cash_on_delivery";

    /// <param name="method">How a payment was made; null: not known.</param>
    public static bool Has(string? method) => method is StoreCredit or CashOnDelivery;

    /// <summary>
    /// What a payment is called here. What was paid on delivery has no name but the one in its order, be it <c>cash</c> in each: it is
    /// the order's.
    /// </summary>
    public static string NameOf(CapturedPayment payment, string order)
    {
        if (payment.Method != CashOnDelivery)
        {
            return payment.Reference;
        }
        var name = $"{order}/{payment.Reference}";
        return name.Length <= Payment.MaxReference ? name : $"{DerivedId.From(Guid.Empty, name)}";
    }

    /// <summary>Who pays a part back.</summary>
    public static IPaymentProvider ProviderOf(this IServiceProvider scope, RefundPart part) =>
        part.Tender switch
        {
            StoreCredit => scope.GetRequiredService<StoreCreditProvider>(),
            CashOnDelivery => scope.GetRequiredService<PayoutProvider>(),
            _ => scope.GetRequiredService<IPaymentProvider>(),
        };
}
