using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Words;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>
/// The storefront whose order was the first to report money captured with a payment. It stays when the order changes: from then on only
/// finance moves the payment, in Refund.
/// </summary>
internal sealed class PaymentOwner
{
    public required string Reference { get; init; }

    /// <summary>The storefront whose order reported it first.</summary>
    public required string Owner { get; init; }

    /// <summary>Loads the owners of payments. Without it <see cref="Assign"/> takes them for new, and the commit fails if one is not.</summary>
    public static Task LoadAsync(ReturnsDb db, IEnumerable<PaymentRequest> payments, CancellationToken cancellation)
    {
        List<string> references = [.. payments.Where(x => x.Captured > 0).Select(x => x.Reference).Distinct()];
        return db.PaymentOwners.Where(x => references.Contains(x.Reference)).LoadAsync(cancellation);
    }

    /// <summary>Assigns the new payments of an order to its storefront with the next commit.</summary>
    /// <param name="db">Has the owners that were loaded.</param>
    /// <param name="storefront">The order's.</param>
    /// <param name="payments">The order's.</param>
    /// <param name="before">The payments that the order had before.</param>
    /// <returns>The payments; of those that belong to another storefront, with it.</returns>
    public static IReadOnlyList<CapturedPayment> Assign(
        ReturnsDb db,
        string storefront,
        IReadOnlyList<CapturedPayment> payments,
        IReadOnlyList<CapturedPayment> before
    )
    {
        var owners = db.PaymentOwners.Local;
        var known = before.Where(IsOwned).ToDictionary(x => x.Reference, x => x.Owner, StringComparer.Ordinal);
        return [.. payments.Select(x => IsOwned(x) ? x with { Owner = OwnerOf(x.Reference) } : x)];

        string? OwnerOf(string reference)
        {
            if (known.TryGetValue(reference, out var other))
            {
                return other;
            }
            if (owners.FindEntry(reference)?.Entity is { } found)
            {
                return found.Owner == storefront ? null : found.Owner;
            }
            owners.Add(new PaymentOwner { Reference = reference, Owner = storefront });
            return null;
        }
    }

    /// <summary>False for what is paid back without the provider: other orders may have payments of the same name.</summary>
    private static bool IsOwned(CapturedPayment payment) =>
        payment is { Captured: > 0, Method: not (PaymentMethods.StoreCredit or PaymentMethods.CashOnDelivery) };
}
