using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// The one place where a dispute that a provider tells of enters the books: those of the storefront whose payment it is, now or
/// once somebody names that payment.
/// </summary>
internal sealed class EnterDispute(RefundDb db, StorefrontScope scope, Disputes disputes, ILogger<EnterDispute> logger)
{
    public async Task OfAsync(Dispute told, CancellationToken cancellation)
    {
        if (told is { Id: "" } or { Payment: "" } or { Amount: <= 0 } or not { Currency.Length: 3 })
        {
            logger.LogError(
                "Dispute {Dispute} of {Amount} {Currency} makes no sense: a person must look",
                told.Id,
                told.Amount,
                told.Currency
            );
            return;
        }
        // Told twice at once, or the payment was heard of, or a refund of it written, in between: then once more.
        await Conflicts.AgainAsync(
            db,
            async () =>
            {
                await TryAsync(told, cancellation);
                await db.SaveChangesAsync(cancellation);
            },
            cancellation
        );
    }

    private async Task TryAsync(Dispute told, CancellationToken cancellation)
    {
        var names = told.Names;
        var claims = await db.PaymentsAtProvider.Where(x => names.Contains(x.Reference)).ToListAsync(cancellation);
        var known = await db
            .Payments.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(x => names.Contains(x.Reference))
            .Select(x => new { x.StorefrontId, x.Reference })
            .ToListAsync(cancellation);
        var owner = claims.Find(x => x.Owner is not null)?.Owner;
        // Payments from before they had an owner may be known to several.
        var its = known.Where(x => owner is null || x.StorefrontId == owner).DistinctBy(x => x.StorefrontId).ToList();
        foreach (var payment in its)
        {
            scope.Allow([payment.StorefrontId]);
            var rows = await db.PaymentsAsync(payment.StorefrontId, [payment.Reference], cancellation);
            await disputes.TakeAsync([told], rows, cancellation);
        }
        if (its.Count > 1)
        {
            return;
        }
        var whose = its is [var one] ? one.StorefrontId : owner;
        if (its.Count == 0)
        {
            await WaitAsync(told, cancellation);
        }
        foreach (var name in names)
        {
            if (claims.Find(x => x.Reference == name) is not { } claim)
            {
                db.PaymentsAtProvider.Add(new PaymentAtProvider { Reference = name, Owner = whose });
            }
            else if (claim.Owner is null)
            {
                // Even when it stays so: who names the payment at this moment must see what waits.
                claim.Owner = whose;
                db.Entry(claim).Property(x => x.Owner).IsModified = true;
            }
        }
    }

    private async Task WaitAsync(Dispute told, CancellationToken cancellation)
    {
        if (await db.Disputes.FindAsync([told.Id], cancellation) is { } waiting)
        {
            waiting.Hear(told);
            return;
        }
        db.Disputes.Add(told);
        logger.LogInformation("Dispute {Dispute} waits for its payment to be heard of", told.Id);
    }
}
