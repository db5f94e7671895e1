using AfterSalesMesh.Contracts.Refund;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// Decides which storefront a payment belongs to: the first one whose order reported money captured with it, so that no two storefronts refund one
/// payment. Returns knows that storefront, and names it if it is not the refund's (<see cref="CapturedPayment.Owner"/>); an owner that is
/// already known in this service, for example because finance assigned the payment, takes precedence. Adjustments assign nothing. References that the provider cannot know, such as <c>cash</c> at Stripe, belong to nobody.
/// </summary>
internal sealed class PaymentOwnership(RefundDb db, IOptions<ProviderSettings> provider)
{
    /// <summary>Assigns payments to a storefront with the next commit, except those that belong to another one.</summary>
    /// <returns>The payments that belong to another storefront, and the disputes that waited for one of the others.</returns>
    public async Task<(IReadOnlyList<string> OfAnotherStorefront, IReadOnlyList<Dispute> Disputes)> AssignAsync(
        string storefront,
        IEnumerable<string> references,
        CancellationToken cancellation
    )
    {
        List<string> names = [.. references.Where(provider.Value.Knows).Distinct(StringComparer.Ordinal)];
        if (names.Count == 0)
        {
            return ([], []);
        }
        if (provider.Value.Storefront is { } only && only != storefront)
        {
            return (names, []);
        }
        var known = await db.PaymentsAtProvider.Where(x => names.Contains(x.Reference)).ToListAsync(cancellation);
        List<string> ofAnotherStorefront = [];
        List<string> disputed = [];
        foreach (var name in names)
        {
            // Including one that this commit adds.
            var owned = known.Find(x => x.Reference == name) ?? db.PaymentsAtProvider.Local.FindEntry(name)?.Entity;
            if (owned is null)
            {
                db.PaymentsAtProvider.Add(new PaymentAtProvider { Reference = name, Owner = storefront });
            }
            else if (owned.Owner is null)
            {
                disputed.Add(name);
            }
            else if (owned.Owner != storefront)
            {
                ofAnotherStorefront.Add(name);
            }
        }
        return (
            ofAnotherStorefront,
            disputed.Count == 0 ? [] : await RemoveWaitingDisputesAsync(storefront, disputed, cancellation)
        );
    }

    /// <summary>True when the context has loaded or assigned the payment as the storefront's.</summary>
    public bool IsOwnedBy(string storefront, string reference) =>
        db.PaymentsAtProvider.Local.FindEntry(reference)?.Entity.Owner == storefront;

    /// <summary>True when the payment belongs to another storefront.</summary>
    public async Task<bool> BelongsToAnotherAsync(
        string storefront,
        string reference,
        CancellationToken cancellation
    ) =>
        provider.Value.Knows(reference)
        && (
            (provider.Value.Storefront is { } only && only != storefront)
            || await db.PaymentsAtProvider.AnyAsync(
                x => x.Reference == reference && x.Owner != null && x.Owner != storefront,
                cancellation
            )
        );

    /// <summary>Deletes the disputes that waited for these payments, and assigns the payments to the storefront.</summary>
    /// <returns>The disputes, to be recorded as adjustments.</returns>
    public async Task<List<Dispute>> RemoveWaitingDisputesAsync(
        string storefront,
        List<string> names,
        CancellationToken cancellation
    )
    {
        var disputes = await db
            .Disputes.Where(x => names.Contains(x.Payment) || names.Contains(x.OtherName!))
            .OrderBy(x => x.Id)
            .ToListAsync(cancellation);
        List<string> all = [.. disputes.SelectMany(x => x.Names).Union(names)];
        var payments = await db.PaymentsAtProvider.Where(x => all.Contains(x.Reference)).ToListAsync(cancellation);
        payments.ForEach(x => x.Owner ??= storefront);
        db.Disputes.RemoveRange(disputes);
        return disputes;
    }
}
