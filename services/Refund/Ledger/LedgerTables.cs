using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

internal static class LedgerTables
{
    public static void AddLedger(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Posting>(posting =>
        {
            posting.Property(x => x.Id).ValueGeneratedNever();
            posting.Property(x => x.What).HasMaxLength(32);
            posting.HasMany(x => x.Lines).WithOne().HasForeignKey(x => x.PostingId).OnDelete(DeleteBehavior.Restrict);
            posting.HasIndex(x => x.Position).IsUnique();
            posting.HasIndex(x => new { x.ReturnId, x.Position });
            // A storefront's month: what is counted, exported and looked for in it.
            posting.HasIndex(x => new { x.StorefrontId, x.Position });
        });
        modelBuilder.Entity<PostingLine>(line =>
        {
            // The order in which a commit inserts, and so takes balances; and that of an account's list.
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
    }
}
