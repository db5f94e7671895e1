using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>
/// The postings of spent, given back and expired store credit. The grant itself is posted like any refund that succeeds.
/// </summary>
internal static class StoreCreditPostings
{
    /// <summary>A sale paid with store credit.</summary>
    public static Posting Spent(StoreCreditSpend it, DateTimeOffset now) =>
        Of(it, "spent", DerivedId.From(it.Id, "posting-spent"), it.Amount, now);

    /// <summary>The sale, or a part of it, is undone.</summary>
    /// <param name="it">The spend, not changed yet.</param>
    /// <param name="amount">Minor units.</param>
    /// <param name="now">When.</param>
    public static Posting GivenBack(StoreCreditSpend it, long amount, DateTimeOffset now) =>
        Of(it, "given_back", DerivedId.From(it.Id, "posting-given-back", it.GivenBack), -amount, now);

    public static Posting Expired(StoreCreditGrant it, DateTimeOffset now) =>
        new()
        {
            Id = DerivedId.From(it.Id, "posting-expired"),
            StorefrontId = it.StorefrontId,
            What = "expired",
            At = now,
            Lines =
            [
                new(Accounts.StoreCredit, it.Currency, it.Left),
                new(Accounts.StoreCreditExpired, it.Currency, -it.Left),
            ],
        };

    private static Posting Of(StoreCreditSpend it, string what, Guid id, long amount, DateTimeOffset now) =>
        new()
        {
            Id = id,
            StorefrontId = it.StorefrontId,
            What = what,
            At = now,
            Lines =
            [
                new(Accounts.StoreCredit, it.Currency, amount),
                new(Accounts.StoreCreditSales, it.Currency, -amount),
            ],
        };
}
