using AfterSalesMesh.Refund.Tenders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// Whose a payment is. The provider knows it by its name alone, so what two storefronts name would be paid back twice: it is
/// the first one's. Names that the provider does not know, such as <c>cash</c> at Stripe, are anybody's: nothing is paid there.
/// </summary>
internal sealed class Owning(RefundDb db, IOptions<ProviderSettings> provider)
{
    /// <summary>Takes the payments for a storefront, with the next commit.</summary>
    /// <param name="storefront">Who names them.</param>
    /// <param name="references">Their names.</param>
    /// <param name="own">
    /// Those of them that are said not to have been made through the provider: what they are called is the storefront's affair. Of a
    /// payment that an order has told, what the order said counts.
    /// </param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Owned> TakeAsync(
        string storefront,
        List<string> references,
        IReadOnlyCollection<string> own,
        CancellationToken cancellation
    )
    {
        var candidates = references.FindAll(x => provider.Value.Knows(x) && !own.Contains(x));
        // Of all storefronts: those from before they had an owner are who knows them.
        var all = await db
            .Payments.IgnoreQueryFilters()
            .Where(x => references.Contains(x.Reference))
            .Where(x => x.StorefrontId == storefront || candidates.Contains(x.Reference))
            .ToListAsync(cancellation);
        var rows = all.FindAll(x => x.StorefrontId == storefront);
        var names = references.FindAll(x => provider.Value.Knows(x) && !IsOwn(x, rows, own));
        var claims = await db.PaymentsAtProvider.Where(x => names.Contains(x.Reference)).ToListAsync(cancellation);
        List<string> free = [];
        List<string> disputed = [];
        foreach (var name in names)
        {
            var claim = claims.Find(x => x.Reference == name);
            // What was said to be no payment of the provider's before made it nobody's.
            var isKnown = rows.Exists(x => x.Reference == name && !OwnTenders.Has(x.Method));
            var isForeign = claim is { Owner: { } owner }
                ? owner != storefront
                : !isKnown && all.Exists(x => x.Reference == name && !OwnTenders.Has(x.Method));
            if (isForeign)
            {
                return new Owned(rows, name, []);
            }
            if (claim is null)
            {
                free.Add(name);
            }
            else if (!isKnown)
            {
                disputed.Add(name);
            }
        }
        db.PaymentsAtProvider.AddRange(free.Select(x => new PaymentAtProvider { Reference = x, Owner = storefront }));
        return new Owned(rows, null, disputed.Count == 0 ? [] : await WaitingAsync(storefront, disputed, cancellation));
    }

    /// <summary>Nothing else than its method, which stays from when an order has told it, says who pays it back.</summary>
    private static bool IsOwn(string reference, List<Payment> rows, IReadOnlyCollection<string> own) =>
        rows.Find(x => x.Reference == reference) is { Captured: not null, Method.Length: > 0 } told
            ? OwnTenders.Has(told.Method)
            : own.Contains(reference);

    /// <summary>The disputes that have waited for these payments; with the next commit they wait no more.</summary>
    private async Task<List<Dispute>> WaitingAsync(
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

/// <param name="Payments">The storefront's rows of those that it has told of before.</param>
/// <param name="Foreign">One that is another storefront's; then nothing was taken.</param>
/// <param name="Disputes">What has waited for one of them to be heard of.</param>
internal sealed record Owned(List<Payment> Payments, string? Foreign, IReadOnlyList<Dispute> Disputes);
