using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>
/// Submits a part only if the payment's cap still allows it: the cap may have fallen since the part was planned. An adjustment that is
/// recorded after this check is too late, and raises an exception of the kind <c>over_refunded</c>.
/// </summary>
/// <param name="provider">The provider of the part.</param>
/// <param name="db">The payments.</param>
/// <param name="now">The time when the worker began, before it looked the part up.</param>
internal sealed class CapCheckingProvider(IPaymentProvider provider, RefundDb db, DateTimeOffset now) : IPaymentProvider
{
    public async Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation)
    {
        var payment = await db
            .Payments.AsNoTracking()
            .IgnoreQueryFilters()
            .FirstOrDefaultAsync(
                x => x.StorefrontId == part.StorefrontId && x.Reference == part.PaymentReference,
                cancellation
            );
        if (payment?.OverCap > 0)
        {
            return new ProviderAnswer(ProviderOutcome.Withheld, "its payment is over its cap")
            {
                CannotBeAtProvider = part.CannotBeAtProvider(now),
            };
        }
        if (part.WithheldSince is not null)
        {
            // Cleared before the part is submitted, so that withholding it again begins a new period.
            await db.WriteAsync(
                () =>
                    db
                        .RefundParts.IgnoreQueryFilters()
                        .Where(x => x.Id == part.Id)
                        .ExecuteUpdateAsync(
                            x =>
                                x.SetProperty(row => row.WithheldSince, (DateTimeOffset?)null)
                                    .SetProperty(row => row.Version, row => row.Version + 1),
                            cancellation
                        ),
                cancellation
            );
        }
        return await provider.SubmitAsync(part, cancellation);
    }

    public Task<ProviderAnswer> FindAsync(RefundPart part, CancellationToken cancellation) =>
        provider.FindAsync(part, cancellation);
}
