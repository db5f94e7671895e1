using AfterSalesMesh.Refund.Books;
using AfterSalesMesh.Refund.Caps;
using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.CreditNotes;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund;

/// <summary>Guards the caps of payments, and moves the money.</summary>
public sealed class RefundService : IMeshService
{
    internal static IReadOnlyList<IModule> Rooms { get; } =
    [
        new LedgerModule(),
        new CreditNotesModule(),
        new PaymentsModule(),
        new RefundsModule(),
        new CapsModule(),
        new BooksModule(),
        new CollectionsModule(),
        new ReconciliationModule(),
        new TendersModule(),
    ];

    public string Name => "refund";

    public IReadOnlyList<IModule> Modules => Rooms;

    public void AddServices(IHostApplicationBuilder builder) =>
        builder.AddStorage<RefundDb, RefundSqlite, RefundPostgres, RefundSqlServer>(Name);
}
