using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AfterSalesMesh.Refund.Refunds;

internal static class RefundTables
{
    public static void AddRefunds(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Refund>(refund =>
        {
            refund.Property(x => x.Id).ValueGeneratedNever();
            refund.Property(x => x.OrderNumber).HasMaxLength(100);
            refund.Property(x => x.InvoiceNumber).HasMaxLength(100);
            refund.Property(x => x.Currency).HasMaxLength(3);
            refund.Property(x => x.Status).HasMaxLength(16);
            refund.Property(x => x.Reason).HasMaxLength(32);
            refund.Property(x => x.Lines).IsJson();
            // Written past the change tracker alone: a worker that writes what it read earlier must not take it back.
            refund.Property(x => x.DeadlineWarnings).Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
            refund.Property(x => x.DecidedBy).HasMaxLength(100);
            refund.Property(x => x.Customer).HasMaxLength(Refund.MaxCustomer);
            refund.Property(x => x.WaitingFor).HasMaxLength(16);
            refund.Property(x => x.ReviewedBy).HasMaxLength(100);
            refund.Property(x => x.ReviewNote).HasMaxLength(500);
            refund.HasMany(x => x.Parts).WithOne().HasForeignKey(x => x.RefundId);
            refund.HasMany(x => x.Reviews).WithOne().HasForeignKey(x => x.RefundId);
            refund.HasIndex(x => x.Position).IsUnique();
            refund.HasIndex(x => new { x.Status, x.Position });
            refund.HasIndex(x => new { x.ReturnId, x.Position });
            refund.HasIndex(x => new { x.StorefrontId, x.OrderNumber });
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
            review.Property(x => x.ByName).HasMaxLength(200);
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
    }
}
