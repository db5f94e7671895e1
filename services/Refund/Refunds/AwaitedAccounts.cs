using AfterSalesMesh.Refund.Payments;

namespace AfterSalesMesh.Refund.Refunds;

internal static class AwaitedAccounts
{
    // A part that another payment has declined may be planned while the refund is submitted.
    private static readonly string[] Open = [RefundStatus.Planned, RefundStatus.Submitted, RefundStatus.Unknown];

    /// <summary>Refunds that wait for a bank account only.</summary>
    public static IQueryable<Refund> WithoutAccount(this IQueryable<Refund> refunds, RefundDb db) =>
        refunds.Where(x =>
            Open.Contains(x.Status)
            && x.WaitingFor == null
            && x.Parts.Any(part => part.Tender == Tender.CashOnDelivery && part.Status == RefundStatus.Planned)
            && !db.BankAccounts.Any(account => account.RefundId == x.Id)
        );
}
