using AfterSalesMesh.Refund.Payments;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Collections;

internal static class CollectionTables
{
    public static void AddCollections(this ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Collection>(collection =>
        {
            collection.Property(x => x.Id).ValueGeneratedNever();
            collection.Property(x => x.OrderNumber).HasMaxLength(100);
            collection.Property(x => x.Currency).HasMaxLength(3);
            collection.Property(x => x.Reason).HasMaxLength(Collection.MaxReason);
            collection.Property(x => x.Locale).HasMaxLength(35);
            collection.Property(x => x.Status).HasMaxLength(20);
            collection.Property(x => x.Failure).HasMaxLength(16);
            collection.Property(x => x.LinkId).HasMaxLength(200);
            collection.Property(x => x.Url).HasMaxLength(1000);
            collection.Property(x => x.PaymentReference).HasMaxLength(Payment.MaxReference);
            collection.HasIndex(x => x.Position).IsUnique();
            collection.HasIndex(x => new { x.Status, x.Position });
            collection.HasIndex(x => new { x.ReturnId, x.Position });
            collection.HasIndex(x => new { x.StorefrontId, x.PaymentReference });
            collection.HasIndex(x => x.DueAt);
        });
}
