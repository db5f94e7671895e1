using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

internal static class StoreCreditTables
{
    public static void AddStoreCredit(this ModelBuilder modelBuilder, bool isSqlServer)
    {
        modelBuilder.Entity<StoreCreditGrant>(grant =>
        {
            grant.ToTable("StoreCreditGrants");
            grant.Property(x => x.Id).ValueGeneratedNever();
            grant.Property(x => x.Customer).HasMaxLength(StoreCreditGrant.MaxCustomer);
            grant.Property(x => x.Currency).HasMaxLength(3);
            // Only the grants that can be spent or must expire.
            var isLeft = isSqlServer ? "[Left] > 0" : "\"Left\" > 0";
            grant
                .HasIndex(x => new
                {
                    x.StorefrontId,
                    x.Customer,
                    x.ExpiresAt,
                })
                .HasFilter(isLeft);
            grant.HasIndex(x => x.ExpiresAt).HasFilter(isLeft);
        });
        modelBuilder.Entity<StoreCreditSpend>(spend =>
        {
            spend.ToTable("StoreCreditSpends");
            spend.Property(x => x.Id).ValueGeneratedNever();
            spend.Property(x => x.Customer).HasMaxLength(StoreCreditGrant.MaxCustomer);
            spend.Property(x => x.Currency).HasMaxLength(3);
            spend.Property(x => x.Reference).HasMaxLength(StoreCreditSpend.MaxReference);
            spend.HasIndex(x => new { x.StorefrontId, x.Reference }).IsUnique();
        });
        modelBuilder.Entity<StoreCreditEntry>(entry =>
        {
            entry.ToTable("StoreCreditEntries");
            entry.Property(x => x.Id).ValueGeneratedNever();
            entry.Property(x => x.Customer).HasMaxLength(StoreCreditGrant.MaxCustomer);
            entry.Property(x => x.Currency).HasMaxLength(3);
            entry.Property(x => x.What).HasMaxLength(16);
            entry.HasIndex(x => new
            {
                x.StorefrontId,
                x.Customer,
                x.Id,
            });
            entry.HasIndex(x => x.SpendId);
        });
    }
}
