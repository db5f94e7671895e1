using AfterSalesMesh.Refund.Payments;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Divides a refund into parts, one for each payment that it goes back to, within the payments' caps.</summary>
internal static class RefundPlan
{
    /// <summary>Divides an amount among payments: the first one is used as far as possible, then the next.</summary>
    /// <param name="amount">Minor units, more than 0.</param>
    /// <param name="payments">The remaining cap of each payment and the step in which its tender pays, in order of preference.</param>
    /// <returns>The share of each payment; together less than the amount if the caps are too low.</returns>
    public static IReadOnlyList<long> Shares(long amount, IEnumerable<(long Refundable, long Increment)> payments)
    {
        List<long> shares = [];
        foreach (var (refundable, increment) in payments)
        {
            var share = Math.Min(amount, refundable);
            share -= share % increment;
            shares.Add(share);
            amount -= share;
        }
        return shares;
    }

    /// <summary>Adds the parts for the whole amount owed: first those that go back in the way the order was paid, then those given as store credit.</summary>
    /// <returns>The new parts.</returns>
    public static List<RefundPart> AddParts(
        this Refund refund,
        List<(Payment Payment, long Share)> shares,
        DateTimeOffset? due,
        bool paysShortfall = false
    )
    {
        List<RefundPart> parts = [];
        // A payment made with store credit is always refunded as store credit; this does not count as the requested store credit.
        var others = shares.FindAll(x => x.Payment.Method != Tender.StoreCredit).ConvertAll(x => x.Payment.Reference);
        var givenAsStoreCredit = refund
            .Parts.Where(x => x is { Tender: Tender.StoreCredit, Status: RefundStatus.Succeeded })
            .Where(x => others.Contains(x.PaymentReference))
            .Sum(x => x.Amount);
        var givenBonus = refund.BonusPaid;
        var asPaid = refund.Owed - Math.Min(refund.Owed, Math.Max(0, refund.StoreCredit - givenAsStoreCredit));
        foreach (var (payment, share) in shares)
        {
            var back = Math.Min(share, asPaid);
            back -= back % payment.RefundIncrement;
            asPaid -= back;
            if (back > 0)
            {
                parts.Add(refund.AddPart(payment, back, due, paysShortfall: paysShortfall));
            }
            if (share > back)
            {
                givenAsStoreCredit += share - back;
                var bonus = Math.Max(0, refund.BonusFor(givenAsStoreCredit) - givenBonus);
                givenBonus += bonus;
                parts.Add(refund.AddPart(payment, share - back, due, Tender.StoreCredit, bonus, paysShortfall));
            }
        }
        return parts;
    }

    /// <summary>The share of the bonus for so much of the store credit; all of it for all.</summary>
    private static long BonusFor(this Refund refund, long given) =>
        refund.StoreCredit == 0
            ? 0
            : (long)((Int128)refund.StoreCreditBonus * Math.Min(given, refund.StoreCredit) / refund.StoreCredit);

    /// <summary>Adds a part for a payment and counts it against the payment's cap.</summary>
    /// <param name="refund">The refund.</param>
    /// <param name="payment">The payment that the part goes back to.</param>
    /// <param name="share">Minor units, at most the payment's remaining cap.</param>
    /// <param name="due">When the part is submitted; null: it waits.</param>
    /// <param name="tender">How the money goes back; null: in the way it was paid.</param>
    /// <param name="bonus">Store credit on top of the part.</param>
    /// <param name="paysShortfall">See <see cref="RefundPart.PaysShortfall"/>.</param>
    public static RefundPart AddPart(
        this Refund refund,
        Payment payment,
        long share,
        DateTimeOffset? due,
        string? tender = null,
        long bonus = 0,
        bool paysShortfall = false
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
            RmaNumber = refund.RmaNumber,
            StorefrontId = refund.StorefrontId,
            PaymentReference = payment.Reference,
            Tender = tender ?? payment.Method,
            Amount = share,
            Bonus = bonus,
            Currency = refund.Currency,
            PaysShortfall = paysShortfall,
            DueAt = due,
        };
        refund.Parts.Add(part);
        return part;
    }

    /// <summary>Gives the amounts of parts back to the caps of their payments, whichever storefront owns these now.</summary>
    public static async Task ReleaseAsync(
        this RefundDb db,
        OwnerChange ownerChange,
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
            var payment = payments.Single(x => x.Reference == part.PaymentReference);
            payment.Committed -= part.Amount;
            if (payment.BelongsToAnotherStorefront)
            {
                await ownerChange.ReleaseAsync(payment, part.Amount, cancellation);
            }
        }
    }

    /// <summary>References of the payments that a refund may go back to, in order of preference.</summary>
    public static async Task<List<string>> PaymentReferencesAsync(
        this RefundDb db,
        Refund refund,
        CancellationToken cancellation
    )
    {
        await db.Entry(refund).Reference(x => x.Request).LoadAsync(cancellation);
        return [.. refund.Request!.PaymentReferences];
    }

    /// <summary>
    /// Plans a declined amount again, for the payments that have not failed. A failed bank transfer may be planned again, too: the
    /// new part waits for another bank account.
    /// </summary>
    /// <returns>How much of the amount no payment can give.</returns>
    public static async Task<long> ReplanAsync(
        this RefundDb db,
        Refund refund,
        RefundPart declined,
        DateTimeOffset due,
        CancellationToken cancellation
    )
    {
        var amount = declined.Amount;
        var references = await db.PaymentReferencesAsync(refund, cancellation);
        var failed = refund.Parts.FindAll(x => x.Status == RefundStatus.Failed);
        var transfers = failed.FindAll(x => x.Tender == Tender.CashOnDelivery);
        List<string> others =
        [
            .. references.Except(failed.Select(x => x.PaymentReference), StringComparer.Ordinal),
            .. transfers.Select(x => x.PaymentReference).Distinct(StringComparer.Ordinal),
        ];
        var payments = await db.PaymentsAsync(refund.StorefrontId, others, cancellation);
        foreach (var payment in payments.OrderBy(x => others.IndexOf(x.Reference)))
        {
            var share = Shares(amount, [(payment.RefundableAmount(refund.Currency), payment.RefundIncrement)])[0];
            if (share > 0)
            {
                amount -= share;
                db.RefundParts.Add(refund.AddPart(payment, share, due, paysShortfall: declined.PaysShortfall));
            }
        }
        return amount;
    }
}
