using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>What each step of a refund posts: owed, on its way, at the provider, and each of them back again.</summary>
internal static class RefundPostings
{
    public static Posting Decided(Refund it, DateTimeOffset now) =>
        Of(it, "decided", now, Accounts.Returns, Accounts.RefundsPayable);

    /// <summary>So much of it is owed no more, as its payments can't give it: it went back by other means. Less than nothing: it is owed again.</summary>
    public static Posting Shortened(Refund it, long amount, DateTimeOffset now) =>
        new()
        {
            Id = DerivedId.From(it.Id, "posting-shortened", it.Parts.Count),
            StorefrontId = it.StorefrontId,
            What = "shortened",
            At = now,
            ReturnId = it.ReturnId,
            RefundId = it.Id,
            Lines = [new(Accounts.RefundsPayable, it.Currency, amount), new(Accounts.Returns, it.Currency, -amount)],
        };

    /// <summary>It is owed no more: somebody has refused it.</summary>
    public static Posting Cancelled(RefundPart it, DateTimeOffset now) =>
        Of(it, "cancelled", now, Accounts.RefundsPayable, Accounts.Returns);

    /// <summary>What a part's way from one status to another posts, in its order.</summary>
    public static IEnumerable<Posting> Of(RefundPart it, string before, DateTimeOffset now)
    {
        if (before == RefundStatus.Planned && it.Failure == FailureReason.CapExceeded)
        {
            // It was never on its way.
            yield break;
        }
        var (transit, paidFrom) = (Accounts.InTransit(it.Tender), PaidFrom(it.Tender));
        if (before == RefundStatus.Planned && it.Status != RefundStatus.Planned)
        {
            yield return Of(it, "submitted", now, Accounts.RefundsPayable, transit);
        }
        switch (it.Status)
        {
            case RefundStatus.Succeeded:
                yield return Of(it, "succeeded", now, transit, paidFrom);
                break;
            case RefundStatus.Failed:
                yield return Of(it, "failed", now, transit, Accounts.RefundsPayable);
                break;
            case RefundStatus.Reversed:
                yield return Of(it, "reversed", now, paidFrom, Accounts.RefundsPayable);
                break;
        }
    }

    private static Posting Of(Refund it, string what, DateTimeOffset now, string debit, string credit) =>
        new()
        {
            Id = DerivedId.From(it.Id, $"posting-{what}"),
            StorefrontId = it.StorefrontId,
            What = what,
            At = now,
            ReturnId = it.ReturnId,
            RefundId = it.Id,
            Lines = [new(debit, it.Currency, it.Amount), new(credit, it.Currency, -it.Amount)],
        };

    private static Posting Of(RefundPart it, string what, DateTimeOffset now, string debit, string credit) =>
        new()
        {
            Id = DerivedId.From(it.Id, $"posting-{what}"),
            StorefrontId = it.StorefrontId,
            What = what,
            At = now,
            ReturnId = it.ReturnId,
            RefundId = it.RefundId,
            PartId = it.Id,
            Lines = [new(debit, it.Currency, it.Amount), new(credit, it.Currency, -it.Amount)],
        };

    /// <summary>
    /// What a refund that has succeeded was paid from. Store credit is owed in its place; a transfer that finance confirms has left the
    /// bank; the rest a provider has paid, who is settled later.
    /// </summary>
    /// <param name="tender">How it went back.</param>
    private static string PaidFrom(string tender) =>
        tender switch
        {
            Tender.StoreCredit => Accounts.StoreCredit,
            Tender.CashOnDelivery => Accounts.Bank,
            _ => Accounts.Clearing(tender),
        };
}
