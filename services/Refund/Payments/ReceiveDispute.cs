using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// Takes a dispute that a provider tells into the books of the storefront that has its payment. While no order has told the payment, it
/// waits.
/// </summary>
internal sealed class ReceiveDispute(
    RefundDb db,
    StorefrontScope scope,
    DisputeRecorder disputes,
    ILogger<ReceiveDispute> logger
)
{
    public async Task RecordAsync(Dispute told, CancellationToken cancellation)
    {
        if (told is { Id: "" } or { Payment: "" } or { Amount: <= 0 } or not { Currency.Length: 3 })
        {
            logger.LogError(
                "Dispute {Dispute} of {Amount} {Currency} is incomplete: a person must look",
                told.Id,
                told.Amount,
                told.Currency
            );
            return;
        }
        // Told twice at once, or an order has told the payment, or a refund of it was written, in between: then once more.
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
        var owner = claims.Find(x => x.Owner is not null)?.Owner;
        if (owner is null)
        {
            await WaitAsync(told, cancellation);
        }
        else
        {
            scope.Allow([owner]);
            var payments = await db.PaymentsAsync(owner, names, cancellation);
            await disputes.RecordAsync([told], payments, cancellation);
        }
        foreach (var name in names)
        {
            if (claims.Find(x => x.Reference == name) is not { } claim)
            {
                db.PaymentsAtProvider.Add(new PaymentAtProvider { Reference = name, Owner = owner });
            }
            else if (claim.Owner is null)
            {
                // Even when it stays so: who claims the payment at this moment must see what waits.
                claim.Owner = owner;
                db.Entry(claim).Property(x => x.Owner).IsModified = true;
            }
        }
    }

    private async Task WaitAsync(Dispute told, CancellationToken cancellation)
    {
        if (await db.Disputes.FindAsync([told.Id], cancellation) is { } waiting)
        {
            waiting.Apply(told);
            return;
        }
        db.Disputes.Add(told);
        logger.LogInformation("Dispute {Dispute} waits until an order tells its payment", told.Id);
    }
}
