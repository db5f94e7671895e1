using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>
/// A provider that is asked only for what the payment can still give: the cap may have fallen since the part was planned. An adjustment
/// that is recorded between this check and the call to the provider is too late, and shows as an exception of the kind
/// <c>over_refunded</c>.
/// </summary>
/// <param name="provider">Who pays.</param>
/// <param name="db">Where the payments are.</param>
/// <param name="now">When the part was taken in hand, before it was looked up.</param>
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
            return new ProviderAnswer(ProviderOutcome.Withheld, "its payment can't give it any more")
            {
                IsNowhere = part.CannotBeAtProvider(now),
            };
        }
        if (part.WithheldSince is not null)
        {
            // Before it is asked for: who withholds it again counts from then on.
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
