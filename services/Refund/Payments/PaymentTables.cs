using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

internal static class PaymentTables
{
    public static void AddPayments(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Payment>(payment =>
        {
            payment.HasKey(x => new { x.StorefrontId, x.Reference });
            payment.Property(x => x.Reference).HasMaxLength(Payment.MaxReference);
            payment.Property(x => x.Method).HasMaxLength(Payment.MaxMethod);
            payment.Property(x => x.Orders).IsJson();
            payment.HasIndex(x => x.Reference);
            payment.Property(x => x.Currency).HasMaxLength(3);
        });
        modelBuilder.Entity<PaymentAdjustment>(adjustment =>
        {
            adjustment.Property(x => x.PaymentReference).HasMaxLength(Payment.MaxReference);
            adjustment.Property(x => x.Kind).HasMaxLength(20);
            adjustment.Property(x => x.Currency).HasMaxLength(3);
            adjustment.Property(x => x.Reference).HasMaxLength(PaymentAdjustment.MaxReference);
            adjustment.Property(x => x.By).HasMaxLength(100);
            adjustment
                .HasIndex(x => new
                {
                    x.StorefrontId,
                    x.Reference,
                    x.Currency,
                    x.Kind,
                })
                .IsUnique();
            adjustment.HasIndex(x => new { x.StorefrontId, x.PaymentReference });
        });
        modelBuilder.Entity<PaymentAtProvider>(payment =>
        {
            payment.ToTable("PaymentsAtProvider").HasKey(x => x.Reference);
            payment.Property(x => x.Reference).HasMaxLength(Payment.MaxReference);
            payment.Property(x => x.Owner).HasMaxLength(64);
        });
        modelBuilder.Entity<PaymentAssignment>(assignment =>
        {
            assignment.Property(x => x.PaymentReference).HasMaxLength(Payment.MaxReference);
            assignment.Property(x => x.From).HasMaxLength(64);
            assignment.Property(x => x.By).HasMaxLength(100);
            assignment.Property(x => x.ByName).HasMaxLength(200);
            assignment.Property(x => x.Note).HasMaxLength(PaymentAssignment.MaxNote);
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
    }
}
