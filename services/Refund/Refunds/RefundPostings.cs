using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>The postings of a refund: owed, in transit, paid by the provider, and the reversal of each.</summary>
internal static class RefundPostings
{
    public static Posting Decided(Refund it, DateTimeOffset now) =>
        OfRefund(it, "decided", now, Accounts.Returns, Accounts.RefundsPayable, it.Amount);

    /// <summary>An amount is not owed because it exceeds the caps of the payments; a negative amount is owed again.</summary>
    public static Posting Shortened(Refund it, long amount, DateTimeOffset now) =>
        OfRefund(it, "shortened", now, Accounts.RefundsPayable, Accounts.Returns, amount, it.Parts.Count);

    /// <summary>So much of a part that failed is a shortfall again.</summary>
    public static Posting Shortened(RefundPart it, long amount, DateTimeOffset now) =>
        OfPart(it, "shortened", now, Accounts.RefundsPayable, Accounts.Returns, amount);

    /// <summary>A part is not owed any more, because a person refused it.</summary>
    public static Posting Cancelled(RefundPart it, DateTimeOffset now) =>
        OfPart(it, "cancelled", now, Accounts.RefundsPayable, Accounts.Returns, it.Amount);

    /// <summary>The postings for a part's change from one status to another, in order.</summary>
    public static IEnumerable<Posting> Of(RefundPart it, string before, DateTimeOffset now)
    {
        if (before == RefundStatus.Planned && it.Failure == FailureReason.CapExceeded)
        {
            // The part was never submitted.
            yield break;
        }
        var (transit, source) = (Accounts.InTransit(it.Tender), SourceOf(it.Tender));
        if (before == RefundStatus.Planned && it.Status != RefundStatus.Planned)
        {
            yield return OfPart(it, "submitted", now, Accounts.RefundsPayable, transit, it.Amount);
        }
        switch (it.Status)
        {
            case RefundStatus.Succeeded:
                yield return OfPart(it, "succeeded", now, transit, source, it.Amount);
                break;
            case RefundStatus.Failed:
                yield return OfPart(it, "failed", now, transit, Accounts.RefundsPayable, it.Amount);
                break;
            case RefundStatus.Reversed:
                yield return OfPart(it, "reversed", now, source, Accounts.RefundsPayable, it.Amount);
                break;
        }
    }

    private static Posting OfRefund(
        Refund it,
        string what,
        DateTimeOffset now,
        string debit,
        string credit,
        long amount,
        params ReadOnlySpan<object> which
    ) =>
        new()
        {
            Id = DerivedId.From(it.Id, $"posting-{what}", which),
            StorefrontId = it.StorefrontId,
            What = what,
            At = now,
            ReturnId = it.ReturnId,
            RefundId = it.Id,
            Lines = [new(debit, it.Currency, amount), new(credit, it.Currency, -amount)],
        };

    private static Posting OfPart(
        RefundPart it,
        string what,
        DateTimeOffset now,
        string debit,
        string credit,
        long amount
    ) =>
        new()
        {
            Id = DerivedId.From(it.Id, $"posting-{what}"),
            StorefrontId = it.StorefrontId,
            What = what,
            At = now,
            ReturnId = it.ReturnId,
            RefundId = it.RefundId,
            PartId = it.Id,
            Lines = [new(debit, it.Currency, amount), new(credit, it.Currency, -amount)],
        };

    /// <summary>The account that a tender pays from: the provider's clearing account, except for store credit and bank transfers.</summary>
    private static string SourceOf(string tender) =>
        tender switch
        {
            Tender.StoreCredit => Accounts.StoreCredit,
            Tender.CashOnDelivery => Accounts.Bank,
            _ => Accounts.Clearing(tender),
        };
}
