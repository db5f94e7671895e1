using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Updates payments from the orders that name them.</summary>
internal sealed class OrderPayments(
    RefundDb db,
    StorefrontScope scope,
    PaymentOwnership ownership,
    Adjustments adjustments,
    DisputeRecorder disputes
)
{
    /// <summary>The maximum number of payments of an order; further ones are ignored.</summary>
    public const int MaxPayments = 100;

    /// <summary>An order's payments by the references that this service uses, each reference once.</summary>
    public static List<CapturedPayment> Distinct(IEnumerable<CapturedPayment> payments, string order) =>
        [
            .. payments
                .Select(x => x with { Reference = PaymentReference.Of(x.Reference, x.Method, order) })
                .DistinctBy(x => x.Reference)
                .Take(MaxPayments),
        ];

    /// <summary>
    /// Updates the payments of an order, adds new ones, and records disputes that waited for them. A payment that belongs to another
    /// storefront is marked as such: this storefront cannot refund to it.
    /// </summary>
    /// <param name="storefront">The order's storefront.</param>
    /// <param name="order">The order number.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="captured">The payments, from <see cref="Distinct"/>.</param>
    /// <param name="version">The version of the order; null: not known.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <returns>The payments, in the same order.</returns>
    public async Task<List<Payment>> ApplyAsync(
        string storefront,
        string order,
        string currency,
        List<CapturedPayment> captured,
        int? version,
        CancellationToken cancellation
    )
    {
        var known = await db.PaymentsAsync(storefront, captured.ConvertAll(x => x.Reference), cancellation);
        List<Payment> payments = [];
        foreach (var payment in captured)
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
            var (isNew, before) = (row.Captured is null, (row.CapReduction, row.Currency));
            row.Apply(payment, order, version);
            if (isNew && known.Contains(row))
            {
                await adjustments.RecomputeCapAsync(row, currency, cancellation);
            }
            if ((row.CapReduction, row.Currency) != before)
            {
                row.CapRevision++;
                await adjustments.PublishCapAsync(row, cancellation);
            }
            payments.Add(row);
        }
        var withOwner = captured.Where(x => x.Owner is not null && x.Captured > 0 && !Tender.IsOwn(x.Method));
        foreach (var owned in withOwner.GroupBy(x => x.Owner!))
        {
            scope.Allow([storefront, owned.Key]);
            await AssignToOwnerAsync(owned.Key, [.. owned], currency, cancellation);
            scope.Allow([storefront]);
        }
        await AssignAsync(storefront, payments, cancellation);
        return payments;
    }

    /// <summary>
    /// Assigns payments to the storefront whose order reported them first, before that storefront refunds anything. Its rows of these payments have no
    /// captured amount until then.
    /// </summary>
    private async Task AssignToOwnerAsync(
        string owner,
        List<CapturedPayment> captured,
        string currency,
        CancellationToken cancellation
    )
    {
        var references = captured.ConvertAll(x => x.Reference);
        var (_, waiting) = await ownership.AssignAsync(owner, references, cancellation);
        var payments = await db.PaymentsAsync(owner, references, cancellation);
        foreach (var payment in captured)
        {
            if (
                ownership.IsOwnedBy(owner, payment.Reference) && !payments.Exists(x => x.Reference == payment.Reference)
            )
            {
                var row = new Payment
                {
                    StorefrontId = owner,
                    Reference = payment.Reference,
                    Method = payment.Method,
                    Currency = currency,
                };
                db.Payments.Add(row);
                payments.Add(row);
            }
        }
        await disputes.RecordAsync(waiting, payments, cancellation);
    }

    /// <summary>
    /// Assigns payments with money captured at the provider to a storefront if they have no owner, and updates which of them belong to another
    /// storefront.
    /// </summary>
    public async Task AssignAsync(string storefront, IReadOnlyList<Payment> payments, CancellationToken cancellation)
    {
        var atProvider = payments.Where(x => x.Captured > 0 && !Tender.IsOwn(x.Method)).ToList();
        var (ofAnotherStorefront, waiting) = await ownership.AssignAsync(
            storefront,
            atProvider.Select(x => x.Reference),
            cancellation
        );
        atProvider.ForEach(x => x.BelongsToAnotherStorefront = ofAnotherStorefront.Contains(x.Reference));
        await disputes.RecordAsync(waiting, payments, cancellation);
    }
}
