using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Adjusting;
using AfterSalesMesh.ServiceDefaults.Storage;
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
}

/// <summary>The one place where a chargeback that a provider tells of enters the books.</summary>
internal sealed class EnterChargeback(
    RefundDb db,
    StorefrontScope scope,
    Adjustments adjustments,
    TimeProvider time,
    ILogger<EnterChargeback> logger
)
{
    public async Task OfAsync(Chargeback told, CancellationToken cancellation)
    {
        var known = await db
            .Payments.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(x => told.Payments.Contains(x.Reference))
            .Select(x => new
            {
                x.StorefrontId,
                x.Reference,
                x.Currency,
            })
            .ToListAsync(cancellation);
        foreach (var payment in known.DistinctBy(x => x.StorefrontId))
        {
            if (told.Id.Length == 0 || told.Amount <= 0 || told.Currency != payment.Currency)
            {
                logger.LogWarning(
                    "Chargeback {Chargeback} of {Amount} {Currency} is not in the books: a person must look",
                    told.Id,
                    told.Amount,
                    told.Currency
                );
                continue;
            }
            scope.Allow([payment.StorefrontId]);
            await WriteAsync(told, payment.StorefrontId, payment.Reference, cancellation);
        }
    }

    private async Task WriteAsync(Chargeback told, string storefront, string payment, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var now = time.GetUtcNow();
                var adjustment = new PaymentAdjustment
                {
                    Id = Guid.CreateVersion7(now),
                    StorefrontId = storefront,
                    PaymentReference = payment,
                    Kind = PaymentAdjustment.Chargeback,
                    Amount = told.Amount,
                    Currency = told.Currency,
                    Reference = told.Id,
                    At = now,
                    By = ProviderSettings.Stripe,
                };
                await adjustments.TakeAsync(adjustment, method: null, cancellation);
                await db.SaveChangesAsync(cancellation);
                return;
            }
            catch (Exception exception) when (Outage.IsConflict(exception))
            {
                // Told twice at once, or a refund of the payment was written in between.
                db.ChangeTracker.Clear();
            }
        }
    }
}
