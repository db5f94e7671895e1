using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Providers;

/// <summary>Money that a customer's bank has taken back from the merchant.</summary>
/// <param name="Id">The provider's own id of it: told twice, it is one.</param>
/// <param name="Payments">The names by which an order may know the payment.</param>
/// <param name="Amount">What was taken, in minor units of ISO 4217.</param>
/// <param name="Currency">ISO 4217.</param>
internal sealed record Chargeback(string Id, IReadOnlyList<string> Payments, long Amount, string Currency)
{
    public static Chargeback Of(StripeObject dispute)
    {
        var currency = (dispute.Currency ?? "").ToUpperInvariant();
        return new(dispute.Id ?? "", dispute.Payments, StripeAmount.FromStripe(dispute.Amount, currency), currency);
    }

    /// <summary>The one place where a chargeback that a provider tells of enters the books.</summary>
    public async Task EnterAsync(RefundDb db, ILogger logger, CancellationToken cancellation)
    {
        var known = await db
            .Payments.IgnoreQueryFilters()
            .Where(x => Payments.Contains(x.Reference))
            .Select(x => new { x.StorefrontId, x.Reference })
            .ToListAsync(cancellation);
        foreach (var payment in known)
        {
            logger.LogWarning(
                "Chargeback {Chargeback} of {Amount} {Currency} on a payment of storefront {StorefrontId}: not in the books, enter it as an adjustment",
                Id,
                Amount,
                Currency,
                payment.StorefrontId
            );
        }
    }
}
