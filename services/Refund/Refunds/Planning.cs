using AfterSalesMesh.Refund.Payments;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Gives shares of a refund to payments, within what they have left, and takes them back.</summary>
internal static class Planning
{
    /// <summary>All that is owed: in the payments' order, first what goes back the way it was paid, then what is given as store credit.</summary>
    /// <returns>The new parts.</returns>
    public static List<RefundPart> PlanAll(
        this Refund refund,
        List<(Payment Payment, long Share)> shares,
        DateTimeOffset? due
    )
    {
        List<RefundPart> parts = [];
        // Not what goes back to store credit as it was paid with it.
        var asked = shares.FindAll(x => x.Payment.Method != Tender.StoreCredit).ConvertAll(x => x.Payment.Reference);
        var credited = refund
            .Parts.Where(x => x is { Tender: Tender.StoreCredit, Status: RefundStatus.Succeeded })
            .Where(x => asked.Contains(x.PaymentReference))
            .Sum(x => x.Amount);
        var asPaid = refund.Owed - Math.Min(refund.Owed, Math.Max(0, refund.StoreCredit - credited));
        foreach (var (payment, share) in shares)
        {
            var back = Math.Min(share, asPaid);
            back -= back % payment.Step;
            asPaid -= back;
            if (back > 0)
            {
                parts.Add(refund.Plan(payment, back, due));
            }
            if (share > back)
            {
                parts.Add(refund.Plan(payment, share - back, due, Tender.StoreCredit));
            }
        }
        return parts;
    }

    /// <summary>A part of the refund for a payment, which has that much less left.</summary>
    /// <param name="refund">The refund.</param>
    /// <param name="payment">Where the part goes.</param>
    /// <param name="share">Minor units, no more than the payment has left.</param>
    /// <param name="due">When the provider is asked; null: not before somebody says so.</param>
    /// <param name="tender">How it goes back; null: as it was paid.</param>
    public static RefundPart Plan(
        this Refund refund,
        Payment payment,
        long share,
        DateTimeOffset? due,
        string? tender = null
    )
    {
        payment.Committed += share;
        var part = new RefundPart
        {
            Id = RefundPart.IdOf(
                refund.Id,
                payment.Reference,
                refund.Parts.Count(x => x.PaymentReference == payment.Reference)
            ),
            RefundId = refund.Id,
            ReturnId = refund.ReturnId,
            StorefrontId = refund.StorefrontId,
            PaymentReference = payment.Reference,
            Tender = tender ?? payment.Method,
            Amount = share,
            Currency = refund.Currency,
            DueAt = due,
        };
        refund.Parts.Add(part);
        return part;
    }

    /// <summary>What the parts took is left on their payments again.</summary>
    public static async Task ReleaseAsync(
        this RefundDb db,
        IReadOnlyList<RefundPart> parts,
        CancellationToken cancellation
    )
    {
        var payments = await db.PaymentsAsync(
            parts[0].StorefrontId,
            [.. parts.Select(x => x.PaymentReference)],
            cancellation
        );
        foreach (var part in parts)
        {
            payments.Single(x => x.Reference == part.PaymentReference).Committed -= part.Amount;
        }
    }

    /// <summary>
    /// What a payment declined goes to those after it, as far as they have room, but for any that has declined as well. What the bank
    /// refused to transfer, and nothing else takes, waits for another account.
    /// </summary>
    public static async Task PlanAgainAsync(
        this RefundDb db,
        Refund refund,
        long amount,
        DateTimeOffset due,
        CancellationToken cancellation
    )
    {
        var failed = refund.Parts.FindAll(x => x.Status == RefundStatus.Failed);
        var transfers = failed.FindAll(x => x.Tender == Tender.CashOnDelivery);
        List<string> others =
        [
            .. refund.Tenders.Except(failed.Select(x => x.PaymentReference), StringComparer.Ordinal),
            .. transfers.Select(x => x.PaymentReference).Distinct(StringComparer.Ordinal),
        ];
        var payments = await db.PaymentsAsync(refund.StorefrontId, others, cancellation);
        foreach (var payment in payments.OrderBy(x => others.IndexOf(x.Reference)))
        {
            var share = Split.UpTo(amount, [(payment.RefundableAmount(refund.Currency), payment.Step)])[0];
            if (share > 0)
            {
                amount -= share;
                db.RefundParts.Add(refund.Plan(payment, share, due));
            }
        }
    }
}
