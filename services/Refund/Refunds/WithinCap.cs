using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>
/// The provider, who is asked for nothing that the payment can't give any more: what left it past us was heard of after the part was
/// planned. Between this look and the provider's ear lies one call: what is told in that moment comes too late, and shows as
/// an exception of the kind <c>over_refunded</c>.
/// </summary>
/// <param name="provider">Who pays.</param>
/// <param name="db">Where the payments are.</param>
/// <param name="now">When the part was taken in hand, before it was looked up.</param>
internal sealed class WithinCap(IPaymentProvider provider, RefundDb db, DateTimeOffset now) : IPaymentProvider
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
        if (payment?.Over > 0)
        {
            return new ProviderAnswer(ProviderOutcome.Withheld, "its payment can't give it any more")
            {
                IsNowhere = part.IsSurelyNowhere(now),
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
