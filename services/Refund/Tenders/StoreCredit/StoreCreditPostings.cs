using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>
/// The postings of spent, given back and expired store credit, and of a bonus. A grant without its bonus is posted like any refund that
/// succeeds.
/// </summary>
internal static class StoreCreditPostings
{
    /// <summary>The customer got a bonus for taking store credit.</summary>
    public static Posting Bonus(RefundPart it, DateTimeOffset now) =>
        new()
        {
            Id = DerivedId.From(it.Id, "posting-bonus"),
            StorefrontId = it.StorefrontId,
            What = "bonus",
            At = now,
            ReturnId = it.ReturnId,
            RefundId = it.RefundId,
            PartId = it.Id,
            Lines = Lines(it.Currency, -it.Bonus, Accounts.StoreCreditBonuses),
        };

    /// <summary>A sale was paid with store credit.</summary>
    public static Posting Spent(StoreCreditSpend it, DateTimeOffset now) =>
        new()
        {
            Id = DerivedId.From(it.Id, "posting-spent"),
            StorefrontId = it.StorefrontId,
            What = "spent",
            At = now,
            Lines = Lines(it.Currency, it.Amount, Accounts.StoreCreditSales),
        };

    /// <summary>A sale was undone, in full or in part. Call it before the spend is changed.</summary>
    public static Posting GivenBack(StoreCreditSpend it, long amount, DateTimeOffset now) =>
        new()
        {
            Id = DerivedId.From(it.Id, "posting-given-back", it.GivenBack),
            StorefrontId = it.StorefrontId,
            What = "given_back",
            At = now,
            Lines = Lines(it.Currency, -amount, Accounts.StoreCreditSales),
        };

    public static Posting Expired(StoreCreditGrant it, DateTimeOffset now) =>
        new()
        {
            Id = DerivedId.From(it.Id, "posting-expired"),
            StorefrontId = it.StorefrontId,
            What = "expired",
            At = now,
            Lines = Lines(it.Currency, it.Left, Accounts.StoreCreditExpired),
        };

    private static List<PostingLine> Lines(string currency, long amount, string credit) =>
        [new(Accounts.StoreCredit, currency, amount), new(credit, currency, -amount)];
}
