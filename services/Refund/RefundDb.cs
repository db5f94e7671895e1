using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.CreditNotes;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders.BankTransfer;
using AfterSalesMesh.Refund.Tenders.StoreCredit;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund;

internal abstract class RefundDb(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<Refunds.Refund> Refunds => Set<Refunds.Refund>();

    public DbSet<RefundPart> RefundParts => Set<RefundPart>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<CreditNote> CreditNotes => Set<CreditNote>();

    public DbSet<OwedCreditNote> OwedCreditNotes => Set<OwedCreditNote>();

    public DbSet<CreditNoteSeries> CreditNoteSeries => Set<CreditNoteSeries>();

    public DbSet<PaymentAtProvider> PaymentsAtProvider => Set<PaymentAtProvider>();

    public DbSet<PaymentAssignment> PaymentAssignments => Set<PaymentAssignment>();

    public DbSet<Dispute> Disputes => Set<Dispute>();

    public DbSet<PaymentAdjustment> PaymentAdjustments => Set<PaymentAdjustment>();

    public DbSet<Posting> Postings => Set<Posting>();

    public DbSet<AccountBalance> AccountBalances => Set<AccountBalance>();

    public DbSet<Settlement> Settlements => Set<Settlement>();

    public DbSet<SettlementRow> SettlementRows => Set<SettlementRow>();

    public DbSet<SettlementFlaw> SettlementFlaws => Set<SettlementFlaw>();

    public DbSet<PartSettlement> PartSettlements => Set<PartSettlement>();

    public DbSet<Discrepancy> Discrepancies => Set<Discrepancy>();

    public DbSet<Book> StorefrontBooks => Set<Book>();

    public DbSet<ClosedMonth> ClosedMonths => Set<ClosedMonth>();

    public DbSet<ClosedBalance> ClosedBalances => Set<ClosedBalance>();

    public DbSet<StoreCreditGrant> StoreCreditGrants => Set<StoreCreditGrant>();

    public DbSet<StoreCreditSpend> StoreCreditSpends => Set<StoreCreditSpend>();

    public DbSet<StoreCreditMovement> StoreCreditMovements => Set<StoreCreditMovement>();

    public DbSet<Payout> Payouts => Set<Payout>();

    public DbSet<BankAccount> BankAccounts => Set<BankAccount>();

    public DbSet<Collection> Collections => Set<Collection>();

    /// <summary>The shard of balances that this context writes to; random, so that concurrent commits seldom wait for the same row.</summary>
    public int Shard { get; } = Random.Shared.Next(LedgerWriter.Shards);

    public override IEnumerable<Trigger> Triggers =>
        [.. base.Triggers, BalanceTrigger.Of(this), .. DoubleEntryTrigger.Of(this)];

    protected override IReadOnlyList<IModule> Modules => RefundService.Rooms;
}

internal sealed class RefundSqlite(DbContextOptions<RefundSqlite> options) : RefundDb(options);

internal sealed class RefundPostgres(DbContextOptions<RefundPostgres> options) : RefundDb(options);

internal sealed class RefundSqlServer(DbContextOptions<RefundSqlServer> options) : RefundDb(options);
