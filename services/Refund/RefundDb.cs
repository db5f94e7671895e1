using AfterSalesMesh.Refund.Adjusting;
using AfterSalesMesh.Refund.Approving;
using AfterSalesMesh.Refund.Closing;
using AfterSalesMesh.Refund.Collecting;
using AfterSalesMesh.Refund.CreditNotes;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payouts;
using AfterSalesMesh.Refund.Settlements;
using AfterSalesMesh.Refund.Settlements.Exceptions;
using AfterSalesMesh.Refund.StoreCredits;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AfterSalesMesh.Refund;

internal abstract class RefundDb(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<Refund> Refunds => Set<Refund>();

    public DbSet<RefundPart> RefundParts => Set<RefundPart>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<CreditNote> CreditNotes => Set<CreditNote>();

    public DbSet<OwedCreditNote> OwedCreditNotes => Set<OwedCreditNote>();

    public DbSet<CreditNoteSeries> CreditNoteSeries => Set<CreditNoteSeries>();

    public DbSet<PaymentAtProvider> PaymentsAtProvider => Set<PaymentAtProvider>();

    public DbSet<Dispute> Disputes => Set<Dispute>();

    public DbSet<PaymentAdjustment> PaymentAdjustments => Set<PaymentAdjustment>();

    public DbSet<Posting> Postings => Set<Posting>();

    public DbSet<AccountBalance> AccountBalances => Set<AccountBalance>();

    public DbSet<Settlement> Settlements => Set<Settlement>();

    public DbSet<SettlementRow> SettlementRows => Set<SettlementRow>();

    public DbSet<SettlementFlaw> SettlementFlaws => Set<SettlementFlaw>();

    public DbSet<SettledPart> SettledParts => Set<SettledPart>();

    public DbSet<Discrepancy> Discrepancies => Set<Discrepancy>();

    public DbSet<Book> StorefrontBooks => Set<Book>();

    public DbSet<ClosedMonth> ClosedMonths => Set<ClosedMonth>();

    public DbSet<ClosedBalance> ClosedBalances => Set<ClosedBalance>();

    public DbSet<StoreCreditGrant> StoreCreditGrants => Set<StoreCreditGrant>();

    public DbSet<StoreCreditSpend> StoreCreditSpends => Set<StoreCreditSpend>();

    public DbSet<StoreCreditEntry> StoreCreditEntries => Set<StoreCreditEntry>();

    public DbSet<Payout> Payouts => Set<Payout>();

    public DbSet<BankAccount> BankAccounts => Set<BankAccount>();

    public DbSet<Collection> Collections => Set<Collection>();

    /// <summary>Which balances this context adds to: contexts at work at one time seldom meet.</summary>
    public int Shard { get; } = Random.Shared.Next(Books.Shards);

    public override IEnumerable<Trigger> Triggers =>
        [.. base.Triggers, BalanceTrigger.Of(this), .. DoubleEntryTrigger.Of(this)];

    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken = default
    )
    {
        OweCreditNotes.In(this);
        await TooMuch.LookAsync(this, cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Refund>(refund =>
        {
            refund.Property(x => x.Id).ValueGeneratedNever();
            refund.Property(x => x.OrderNumber).HasMaxLength(100);
            refund.Property(x => x.Currency).HasMaxLength(3);
            refund.Property(x => x.Status).HasMaxLength(16);
            refund.Property(x => x.Reason).HasMaxLength(32);
            refund.Property(x => x.Lines).IsJson();
            if (Database.IsNpgsql())
            {
                // For refunds that were there before it.
                refund.Property(x => x.Tenders).HasDefaultValueSql("'{}'").ValueGeneratedNever();
            }
            // Written past the change tracker alone: a worker that writes what it read earlier must not take it back.
            refund.Property(x => x.DeadlineWarnings).Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
            refund.Property(x => x.DecidedBy).HasMaxLength(100);
            refund.Property(x => x.Customer).HasMaxLength(StoreCreditGrant.MaxCustomer);
            refund.Property(x => x.WaitingFor).HasMaxLength(16);
            refund.Property(x => x.ReviewedBy).HasMaxLength(100);
            refund.Property(x => x.ReviewNote).HasMaxLength(500);
            refund.HasMany(x => x.Parts).WithOne().HasForeignKey(x => x.RefundId);
            refund.HasMany(x => x.Reviews).WithOne().HasForeignKey(x => x.RefundId);
            refund.HasIndex(x => x.Position).IsUnique();
            refund.HasIndex(x => new { x.Status, x.Position });
            refund.HasIndex(x => new { x.ReturnId, x.Position });
            refund.HasIndex(x => new { x.Status, x.PromisedBy });
            refund.HasIndex(x => new { x.WaitingFor, x.Position });
            refund.HasIndex(x => x.DueAt);
        });
        modelBuilder.Entity<RefundReview>(review =>
        {
            review.ToTable("RefundReviews");
            review.Property(x => x.Id).ValueGeneratedNever();
            review.Property(x => x.What).HasMaxLength(16);
            review.Property(x => x.By).HasMaxLength(100);
            review.Property(x => x.Note).HasMaxLength(500);
        });
        modelBuilder.Entity<RefundPart>(part =>
        {
            part.Property(x => x.Id).ValueGeneratedNever();
            part.Property(x => x.PaymentReference).HasMaxLength(Payment.MaxReference);
            part.Property(x => x.Tender).HasMaxLength(Payment.MaxMethod);
            part.Property(x => x.Currency).HasMaxLength(3);
            part.Property(x => x.Status).HasMaxLength(16);
            part.Property(x => x.Failure).HasMaxLength(32);
            part.Property(x => x.ProviderId).HasMaxLength(200);
            // A claim counts without a version: who takes a part back that no worker has had must lose against one.
            part.Property(x => x.Attempts).IsConcurrencyToken();
            part.HasIndex(x => x.DueAt);
            part.HasIndex(x => x.ProviderId);
            part.HasIndex(x => new { x.StorefrontId, x.PaymentReference });
        });
        modelBuilder.Entity<Payment>(payment =>
        {
            payment.HasKey(x => new { x.StorefrontId, x.Reference });
            payment.Property(x => x.Reference).HasMaxLength(Payment.MaxReference);
            payment.Property(x => x.Method).HasMaxLength(Payment.MaxMethod);
            payment.Property(x => x.ToldBy).HasMaxLength(100);
            payment.HasIndex(x => x.Reference);
            payment.Property(x => x.Currency).HasMaxLength(3);
        });
        modelBuilder.AddCreditNotes();
        Owned<CreditNote>(modelBuilder);
        Owned<OwedCreditNote>(modelBuilder);
        Owned<CreditNoteSeries>(modelBuilder);
        modelBuilder.Entity<PaymentAdjustment>(adjustment =>
        {
            adjustment.Property(x => x.Id).ValueGeneratedNever();
            adjustment.Property(x => x.PaymentReference).HasMaxLength(Payment.MaxReference);
            adjustment.Property(x => x.Kind).HasMaxLength(20);
            adjustment.Property(x => x.Currency).HasMaxLength(3);
            adjustment
                .Property(x => x.Reference)
                .HasMaxLength(PaymentAdjustment.MaxReference + PaymentAdjustment.ReversalOf("").Length);
            adjustment.Property(x => x.By).HasMaxLength(100);
            adjustment.HasIndex(x => new { x.StorefrontId, x.Reference }).IsUnique();
        });
        modelBuilder.Entity<PaymentAtProvider>(payment =>
        {
            payment.ToTable("PaymentsAtProvider").HasKey(x => x.Reference);
            payment.Property(x => x.Reference).HasMaxLength(Payment.MaxReference);
            payment.Property(x => x.Owner).HasMaxLength(64);
        });
        modelBuilder.Entity<Dispute>(dispute =>
        {
            dispute.Property(x => x.Id).HasMaxLength(PaymentAdjustment.MaxReference);
            dispute.Property(x => x.Payment).HasMaxLength(Payment.MaxReference);
            dispute.Property(x => x.OtherName).HasMaxLength(Payment.MaxReference);
            dispute.Property(x => x.Currency).HasMaxLength(3);
            dispute.Property(x => x.By).HasMaxLength(100);
            dispute.Ignore(x => x.Names);
            dispute.HasIndex(x => x.Payment);
            dispute.HasIndex(x => x.OtherName);
        });
        modelBuilder.AddLedger();
        modelBuilder.AddSettlements();
        modelBuilder.AddStoreCredit(Database.IsSqlServer());
        modelBuilder.AddPayouts();
        modelBuilder.AddCollections();
        Owned<Collection>(modelBuilder);
        Owned<PaymentAdjustment>(modelBuilder);
        Owned<Posting>(modelBuilder);
        Owned<PostingLine>(modelBuilder);
        Owned<AccountBalance>(modelBuilder);
        Owned<Settlement>(modelBuilder);
        Owned<SettlementRow>(modelBuilder);
        Owned<SettlementFlaw>(modelBuilder);
        Owned<SettledPart>(modelBuilder);
        Owned<Discrepancy>(modelBuilder);
        Owned<Book>(modelBuilder);
        Owned<ClosedMonth>(modelBuilder);
        Owned<ClosedBalance>(modelBuilder);
        Owned<StoreCreditGrant>(modelBuilder);
        Owned<StoreCreditSpend>(modelBuilder);
        Owned<StoreCreditEntry>(modelBuilder);
        Owned<Payout>(modelBuilder);
        Owned<BankAccount>(modelBuilder);
        Owned<Refund>(modelBuilder);
        Owned<RefundPart>(modelBuilder);
        Owned<RefundReview>(modelBuilder);
        Owned<Payment>(modelBuilder);
        base.OnModelCreating(modelBuilder);
    }
}

internal sealed class RefundSqlite(DbContextOptions<RefundSqlite> options) : RefundDb(options);

internal sealed class RefundPostgres(DbContextOptions<RefundPostgres> options) : RefundDb(options);

internal sealed class RefundSqlServer(DbContextOptions<RefundSqlServer> options) : RefundDb(options);
