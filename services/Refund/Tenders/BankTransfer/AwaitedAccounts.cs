using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

internal static class AwaitedAccounts
{
    // A part that another payment has declined may come to it when the refund is on its way.
    private static readonly string[] Open = [RefundStatus.Planned, RefundStatus.Submitted, RefundStatus.Unknown];

    /// <summary>Refunds of which a part waits for a bank account, and nothing else.</summary>
    public static IQueryable<Refunds.Refund> WithoutAccount(this IQueryable<Refunds.Refund> refunds, RefundDb db) =>
        refunds.Where(x =>
            Open.Contains(x.Status)
            && x.WaitingFor == null
            && x.Parts.Any(part => part.Tender == OwnTenders.CashOnDelivery && part.Status == RefundStatus.Planned)
            && !db.BankAccounts.Any(account => account.RefundId == x.Id)
        );
}
