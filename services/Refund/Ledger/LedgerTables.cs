using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

internal static class LedgerTables
{
    public static void AddLedger(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Posting>(posting =>
        {
            posting.Property(x => x.What).HasMaxLength(32);
            posting.HasMany(x => x.Lines).WithOne().HasForeignKey(x => x.PostingId).OnDelete(DeleteBehavior.Restrict);
            posting.HasIndex(x => x.Position).IsUnique();
            posting.HasIndex(x => new { x.ReturnId, x.Position });
            // Used for the postings of a storefront's month.
            posting.HasIndex(x => new { x.StorefrontId, x.Position });
        });
        modelBuilder.Entity<PostingLine>(line =>
        {
            // Begins with the account: commits insert lines in this order, and so lock balances in the same order. Lists have this order, too.
            line.HasKey(x => new
            {
                x.StorefrontId,
                x.Account,
                x.Position,
                x.Number,
            });
            line.Property(x => x.Account).HasMaxLength(Accounts.MaxLength);
            line.Property(x => x.Currency).HasMaxLength(3);
            line.ToTable("PostingLines", table => table.HasTrigger(BalanceTrigger.Name));
        });
        modelBuilder.Entity<AccountBalance>(balance =>
        {
            balance.ToTable("AccountBalances");
            balance.HasKey(x => new
            {
                x.StorefrontId,
                x.Account,
                x.Currency,
                x.Shard,
            });
            balance.Property(x => x.Account).HasMaxLength(Accounts.MaxLength);
            balance.Property(x => x.Currency).HasMaxLength(3);
        });
        modelBuilder.AddDiscrepancies();
        modelBuilder.AddBooks();
    }

    private static void AddDiscrepancies(this ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Discrepancy>(exception =>
        {
            exception.ToTable("Discrepancies");
            exception.Property(x => x.Kind).HasMaxLength(32);
            exception.Property(x => x.Status).HasMaxLength(16);
            exception.Property(x => x.Owner).HasMaxLength(100);
            exception.Property(x => x.Note).HasMaxLength(1000);
            exception.Property(x => x.ResolutionNote).HasMaxLength(1000);
            exception.Property(x => x.Detail).HasMaxLength(500);
            exception.Property(x => x.RowType).HasMaxLength(16);
            exception.Property(x => x.Payment).HasMaxLength(Discrepancy.MaxReference);
            exception.Property(x => x.Reference).HasMaxLength(Discrepancy.MaxReference);
            exception.Property(x => x.Currency).HasMaxLength(3);
            exception.Property(x => x.FoundCurrency).HasMaxLength(3);
            exception.Property(x => x.ClearingAccount).HasMaxLength(Accounts.MaxLength);
            exception.Property(x => x.SuspenseCurrency).HasMaxLength(3);
            exception.Property(x => x.Resolution).HasMaxLength(32);
            exception.Property(x => x.ResolvedBy).HasMaxLength(100);
            exception.Property(x => x.ResolvedByName).HasMaxLength(200);
            exception.HasIndex(x => x.Position).IsUnique();
            exception.HasIndex(x => new { x.Status, x.Position });
            exception.HasIndex(x => new { x.Kind, x.Position });
            exception.HasIndex(x => new { x.Owner, x.Position });
            exception.HasIndex(x => x.SettlementId);
        });

    private static void AddBooks(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Book>().HasKey(x => x.StorefrontId);
        modelBuilder.Entity<Book>().Property(x => x.StorefrontId).HasMaxLength(64);
        modelBuilder.Entity<ClosedBalance>(balance =>
        {
            balance.HasKey(x => new
            {
                x.StorefrontId,
                x.Month,
                x.Account,
                x.Currency,
            });
            balance.Property(x => x.Month).HasMaxLength(7);
            balance.Property(x => x.Account).HasMaxLength(Accounts.MaxLength);
            balance.Property(x => x.Currency).HasMaxLength(3);
        });
        modelBuilder.Entity<ClosedMonth>(month =>
        {
            month.HasKey(x => new { x.StorefrontId, x.Month });
            month.Property(x => x.Month).HasMaxLength(7);
            month.Property(x => x.ClosedBy).HasMaxLength(100);
            month.Property(x => x.ClosedByName).HasMaxLength(200);
        });
    }
}
