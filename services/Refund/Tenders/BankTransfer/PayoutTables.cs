using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

internal static class PayoutTables
{
    public static void AddPayouts(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Payout>(payout =>
        {
            payout.ToTable("Payouts");
            payout.Property(x => x.Id).ValueGeneratedNever();
            payout.Property(x => x.OrderNumber).HasMaxLength(100);
            payout.Property(x => x.Currency).HasMaxLength(3);
            payout.Property(x => x.Status).HasMaxLength(16);
            payout.Property(x => x.Reference).HasMaxLength(Payout.MaxReference);
            payout.Property(x => x.Reason).HasMaxLength(Payout.MaxReason);
            payout.Property(x => x.ToldBy).HasMaxLength(100);
            payout.HasIndex(x => x.RefundId);
            payout.HasIndex(x => new { x.Status, x.Position });
        });
        modelBuilder.Entity<BankAccount>(account =>
        {
            account.ToTable("BankAccounts");
            account.HasKey(x => x.RefundId);
            account.Property(x => x.RefundId).ValueGeneratedNever();
            account.Property(x => x.Holder).HasMaxLength(BankAccount.MaxHolder);
            account.Property(x => x.Iban).HasMaxLength(BankAccount.MaxNumber);
            account.Property(x => x.AccountNumber).HasMaxLength(BankAccount.MaxNumber);
            account.Property(x => x.BankCode).HasMaxLength(BankAccount.MaxNumber);
        });
    }
}
