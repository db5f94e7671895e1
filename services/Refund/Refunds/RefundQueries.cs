using AfterSalesMesh.Refund.Payments;

namespace AfterSalesMesh.Refund.Refunds;

internal static class RefundQueries
{
    // A failed refund is not late: its return is parked and waits for a person.
    private static readonly string[] Open = [RefundStatus.Planned, RefundStatus.Submitted, RefundStatus.Unknown];

    /// <summary>Open refunds that were promised before a time.</summary>
    public static IQueryable<Refund> PromisedBefore(this IQueryable<Refund> refunds, DateTimeOffset time) =>
        refunds.Where(x => Open.Contains(x.Status) && x.PromisedBy < time);

    /// <summary>Open refunds with a part that cannot be transferred before the storefront provides the bank account.</summary>
    public static IQueryable<Refund> WaitingForBankAccount(this IQueryable<Refund> refunds, RefundDb db) =>
        refunds.Where(x =>
            Open.Contains(x.Status)
            && x.WaitingFor == null
            && x.Parts.Any(part => part.Tender == Tender.CashOnDelivery && part.Status == RefundStatus.Planned)
            && !db.BankAccounts.Any(account => account.RefundId == x.Id)
        );
}
