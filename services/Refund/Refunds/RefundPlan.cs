using AfterSalesMesh.Refund.Payments;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Divides a refund into parts, one for each payment that it goes back to, within the payments' caps.</summary>
internal static class RefundPlan
{
    /// <summary>
    /// Divides an amount among payments: all that they can give together, and of that as much as possible to the first one, then to the
    /// next. A payment gives less where the rest would not fit the steps of the later ones.
    /// </summary>
    /// <param name="amount">Minor units.</param>
    /// <param name="payments">
    /// The remaining cap of each payment and the step in which its tender pays, in order of preference. A step is 1 or that of the currency.
    /// </param>
    /// <returns>The share of each payment; together less than the amount if the caps are too low or do not fit the steps.</returns>
    public static IReadOnlyList<long> Shares(long amount, IReadOnlyList<(long Refundable, long Increment)> payments)
    {
        amount = Payable(amount, payments);
        List<long> shares = [];
        foreach (var (refundable, increment) in payments)
        {
            var share = Math.Min(amount, refundable);
            share -= share % increment;
            var later = payments.Skip(shares.Count + 1).ToList();
            while (share > 0 && Payable(amount - share, later) < amount - share)
            {
                share -= increment;
            }
            shares.Add(share);
            amount -= share;
        }
        return shares;
    }

    /// <summary>How much of an amount payments can give together: first those with steps, because the others can give any rest.</summary>
    private static long Payable(long amount, IEnumerable<(long Refundable, long Increment)> payments)
    {
        var rest = amount;
        foreach (var (refundable, increment) in payments.OrderByDescending(x => x.Increment))
        {
            var share = Math.Min(rest, refundable);
            rest -= share - share % increment;
        }
        return amount - rest;
    }

    /// <summary>
    /// Divides an amount among a refund's payments: first what goes back in the way the order was paid, then what is given as store
    /// credit. Where store credit was requested, it also takes what is less than a step of the other tenders.
    /// </summary>
    /// <param name="refund">The refund.</param>
    /// <param name="owed">Minor units, more than 0.</param>
    /// <param name="payments">The payments in order of preference.</param>
    /// <returns>The share of each payment; together less than the amount if the caps are too low.</returns>
    public static List<PaymentShare> SharesOf(this Refund refund, long owed, IReadOnlyList<Payment> payments)
    {
        var caps = payments.Select(x => x.RefundableAmount(refund.Currency)).ToList();
        var requested = Math.Max(0, refund.StoreCredit - refund.GivenAsStoreCredit(payments));
        if (requested > 0)
        {
            owed = Shares(owed, [.. caps.Select(x => (x, 1L))]).Sum();
        }
        var asPaid = Shares(
            owed - Math.Min(owed, requested),
            [.. payments.Zip(caps, (payment, cap) => (cap, payment.RefundIncrement))]
        );
        var asCredit = Shares(
            requested > 0 ? owed - asPaid.Sum() : 0,
            [.. caps.Zip(asPaid, (cap, share) => (cap - share, 1L))]
        );
        return [.. payments.Zip(asPaid, asCredit).Select(x => new PaymentShare(x.First, x.Second, x.Third))];
    }

    /// <summary>Adds the parts for all shares: of each payment first what goes back in the way it was paid.</summary>
    /// <returns>The new parts.</returns>
    public static List<RefundPart> AddParts(
        this Refund refund,
        List<PaymentShare> shares,
        DateTimeOffset? due,
        bool paysShortfall = false
    )
    {
        List<RefundPart> parts = [];
        var givenAsStoreCredit = refund.GivenAsStoreCredit(shares.ConvertAll(x => x.Payment));
        var givenBonus = refund.BonusPaid;
        foreach (var (payment, asPaid, asCredit) in shares)
        {
            if (asPaid > 0)
            {
                parts.Add(refund.AddPart(payment, asPaid, due, paysShortfall: paysShortfall));
            }
            if (asCredit > 0)
            {
                givenAsStoreCredit += asCredit;
                var bonus = Math.Max(0, refund.BonusFor(givenAsStoreCredit) - givenBonus);
                givenBonus += bonus;
                parts.Add(refund.AddPart(payment, asCredit, due, Tender.StoreCredit, bonus, paysShortfall));
            }
        }
        return parts;
    }

    /// <summary>How much of the requested store credit was given. A payment made with store credit is always refunded as store credit, which does not count.</summary>
    private static long GivenAsStoreCredit(this Refund refund, IReadOnlyList<Payment> payments)
    {
        var others = payments.Where(x => x.Method != Tender.StoreCredit).Select(x => x.Reference).ToList();
        return refund
            .Parts.Where(x => x is { Tender: Tender.StoreCredit, Status: RefundStatus.Succeeded })
            .Where(x => others.Contains(x.PaymentReference))
            .Sum(x => x.Amount);
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
        payments.Sort((one, other) => others.IndexOf(one.Reference) - others.IndexOf(other.Reference));
        var shares = Shares(
            amount,
            [.. payments.Select(x => (x.RefundableAmount(refund.Currency), x.RefundIncrement))]
        );
        foreach (var (payment, share) in payments.Zip(shares).Where(x => x.Second > 0))
        {
            db.RefundParts.Add(refund.AddPart(payment, share, due, paysShortfall: declined.PaysShortfall));
        }
        return amount - shares.Sum();
    }
}

/// <summary>What of a refund goes back to one payment, in minor units.</summary>
/// <param name="AsPaid">In the way it was paid.</param>
/// <param name="AsCredit">As store credit.</param>
internal readonly record struct PaymentShare(Payment Payment, long AsPaid, long AsCredit)
{
    public long Amount => AsPaid + AsCredit;
}
