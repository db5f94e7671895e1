using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Messaging;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>
/// The storefront whose order was the first to report money captured with a payment. The owner stays when the order changes: after that only
/// finance can move the payment, in Refund.
/// </summary>
internal sealed class PaymentOwner
{
    public required string Reference { get; init; }

    /// <summary>The storefront whose order reported it first; null: none has, but Refund waits for the owner.</summary>
    public string? Owner { get; set; }

    /// <summary>Loads the owners of payments. Without this, <see cref="AssignAsync"/> treats all payments as new, and the commit fails if one is not.</summary>
    public static Task LoadAsync(ReturnsDb db, IEnumerable<PaymentRequest> payments, CancellationToken cancellation)
    {
        List<string> references = [.. payments.Where(x => x.Captured > 0).Select(x => x.Reference).Distinct()];
        return db.PaymentOwners.Where(x => references.Contains(x.Reference)).LoadAsync(cancellation);
    }

    /// <summary>Assigns the new payments of an order to its storefront with the next commit.</summary>
    /// <param name="db">The context with the loaded owners.</param>
    /// <param name="outbox">Tells Refund the owner of a payment for which it waits.</param>
    /// <param name="storefront">The order's storefront.</param>
    /// <param name="payments">The order's payments.</param>
    /// <param name="before">The payments that the order had before.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <returns>The payments; those that belong to another storefront name that owner.</returns>
    public static async Task<IReadOnlyList<CapturedPayment>> AssignAsync(
        ReturnsDb db,
        Outbox<ReturnsDb> outbox,
        string storefront,
        IReadOnlyList<CapturedPayment> payments,
        IReadOnlyList<CapturedPayment> before,
        CancellationToken cancellation
    )
    {
        var known = before.Where(IsOwned).ToDictionary(x => x.Reference, x => x.Owner, StringComparer.Ordinal);
        List<CapturedPayment> assigned = [];
        foreach (var payment in payments)
        {
            assigned.Add(IsOwned(payment) ? payment with { Owner = await OwnerOfAsync(payment.Reference) } : payment);
        }
        return assigned;

        async Task<string?> OwnerOfAsync(string reference)
        {
            if (known.TryGetValue(reference, out var other))
            {
                return other;
            }
            if (db.PaymentOwners.Local.FindEntry(reference)?.Entity is not { } found)
            {
                db.PaymentOwners.Add(new PaymentOwner { Reference = reference, Owner = storefront });
                return null;
            }
            if (found.Owner is null)
            {
                found.Owner = storefront;
                await outbox.SendAsync(
                    CommandAddress.Of<NamePaymentOwner>(),
                    new NamePaymentOwner(storefront, reference),
                    cancellation
                );
            }
            return found.Owner == storefront ? null : found.Owner;
        }
    }

    /// <summary>False for payments that are refunded without the provider: other orders may have payments with the same reference.</summary>
    private static bool IsOwned(CapturedPayment payment) =>
        payment is { Captured: > 0, Method: not (PaymentMethods.StoreCredit or PaymentMethods.CashOnDelivery) };
}
