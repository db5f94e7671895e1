using AfterSalesMesh.Contracts.Refund;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Applies what an order says of its payments.</summary>
internal sealed class OrderPayments(
    RefundDb db,
    PaymentOwnership ownership,
    Adjustments adjustments,
    DisputeRecorder disputes,
    IOverCapParts overCap,
    TimeProvider time
)
{
    /// <summary>As many payments of an order are considered, in the order's preference.</summary>
    public const int Most = 100;

    /// <summary>An order's payments by their references here. A reference that is told twice counts once: its row has one counter.</summary>
    public static List<CapturedPayment> Distinct(IEnumerable<CapturedPayment> payments, string order) =>
        [
            .. payments
                .Select(x => x with { Reference = Tender.ReferenceOf(x, order) })
                .DistinctBy(x => x.Reference)
                .Take(Most),
        ];

    /// <summary>
    /// The rows of the payments in their order, each brought up to what the order says and to what was disputed before. One that belongs
    /// to another storefront is marked as foreign, and gives nothing.
    /// </summary>
    /// <param name="storefront">Whose order.</param>
    /// <param name="order">Its number.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="told">As <see cref="Distinct"/> gives them.</param>
    /// <param name="version">Which telling of the order it is; null: not known.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<List<Payment>> ApplyAsync(
        string storefront,
        string order,
        string currency,
        List<CapturedPayment> told,
        int? version,
        CancellationToken cancellation
    )
    {
        var known = await db.PaymentsAsync(storefront, told.ConvertAll(x => x.Reference), cancellation);
        List<Payment> payments = [];
        foreach (var payment in told)
        {
            var row = known.Find(x => x.Reference == payment.Reference);
            if (row is null)
            {
                row = new Payment
                {
                    StorefrontId = storefront,
                    Reference = payment.Reference,
                    Method = payment.Method,
                    Currency = currency,
                };
                db.Payments.Add(row);
            }
            var isNew = row.Captured is null;
            row.Apply(payment, order, version);
            if (isNew && known.Contains(row))
            {
                await adjustments.RecomputeCapAsync(row, currency, cancellation);
            }
            payments.Add(row);
        }
        await ClaimAsync(storefront, payments, cancellation);
        foreach (var payment in payments)
        {
            await overCap.CancelAsync(payment, time.GetUtcNow(), cancellation);
        }
        return payments;
    }

    /// <summary>Claims those with money captured at the provider; looked at again, a payment that was foreign may have been assigned since.</summary>
    public async Task ClaimAsync(string storefront, IReadOnlyList<Payment> payments, CancellationToken cancellation)
    {
        var atProvider = payments.Where(x => x.Captured > 0 && !Tender.IsOwn(x.Method)).ToList();
        var claims = await ownership.AssignAsync(storefront, atProvider.Select(x => x.Reference), cancellation);
        atProvider.ForEach(x => x.IsForeign = claims.Foreign.Contains(x.Reference));
        await disputes.RecordAsync(claims.Disputes, payments, cancellation);
    }
}
