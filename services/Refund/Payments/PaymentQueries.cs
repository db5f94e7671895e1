using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

internal static class PaymentQueries
{
    public static Task<List<Payment>> PaymentsAsync(
        this RefundDb db,
        string storefront,
        List<string> references,
        CancellationToken cancellation
    ) =>
        db
            .Payments.Where(x => x.StorefrontId == storefront && references.Contains(x.Reference))
            .ToListAsync(cancellation);
}
