using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// Which storefront a payment belongs to. The provider knows a payment by its reference alone, so a reference that two storefronts use would
/// be paid back twice. It belongs to the first one whose order tells it with money captured; an adjustment claims nothing. References that
/// the provider can't know, such as <c>cash</c> at Stripe, belong to nobody: nothing is paid there.
/// </summary>
internal sealed class PaymentOwnership(RefundDb db, IOptions<ProviderSettings> provider)
{
    /// <summary>Claims payments for a storefront with the next commit, except those that another storefront has.</summary>
    public async Task<PaymentClaims> AssignAsync(
        string storefront,
        IEnumerable<string> references,
        CancellationToken cancellation
    )
    {
        List<string> names = [.. references.Where(provider.Value.Knows).Distinct(StringComparer.Ordinal)];
        if (names.Count == 0)
        {
            return new PaymentClaims([], []);
        }
        if (provider.Value.Storefront is { } only && only != storefront)
        {
            return new PaymentClaims(names, []);
        }
        var claims = await db.PaymentsAtProvider.Where(x => names.Contains(x.Reference)).ToListAsync(cancellation);
        List<string> foreign = [];
        List<string> disputed = [];
        foreach (var name in names)
        {
            var claim = claims.Find(x => x.Reference == name);
            if (claim is null)
            {
                db.PaymentsAtProvider.Add(new PaymentAtProvider { Reference = name, Owner = storefront });
            }
            else if (claim.Owner is null)
            {
                disputed.Add(name);
            }
            else if (claim.Owner != storefront)
            {
                foreign.Add(name);
            }
        }
        return new PaymentClaims(
            foreign,
            disputed.Count == 0 ? [] : await TakeDisputesAsync(storefront, disputed, cancellation)
        );
    }

    /// <summary>Whether another storefront has the payment at the provider.</summary>
    public async Task<bool> IsForeignAsync(string storefront, string reference, CancellationToken cancellation) =>
        provider.Value.Knows(reference)
        && (
            (provider.Value.Storefront is { } only && only != storefront)
            || await db.PaymentsAtProvider.AnyAsync(
                x => x.Reference == reference && x.Owner != null && x.Owner != storefront,
                cancellation
            )
        );

    /// <summary>The disputes that have waited for these payments; with the next commit they wait no more.</summary>
    public async Task<List<Dispute>> TakeDisputesAsync(
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
        var claims = await db.PaymentsAtProvider.Where(x => all.Contains(x.Reference)).ToListAsync(cancellation);
        claims.ForEach(x => x.Owner ??= storefront);
        db.Disputes.RemoveRange(disputes);
        return disputes;
    }
}

/// <param name="Foreign">Those that another storefront has: nothing was claimed of them.</param>
/// <param name="Disputes">What has waited for one of the others to be told.</param>
internal sealed record PaymentClaims(IReadOnlyList<string> Foreign, IReadOnlyList<Dispute> Disputes);
