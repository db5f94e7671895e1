using AfterSalesMesh.Refund.Closing;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Settlements.Exceptions;
using AfterSalesMesh.Refund.Settlements.Reading;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Settlements;

internal static class SettlementTables
{
    public static void AddSettlements(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Settlement>(settlement =>
        {
            settlement.Property(x => x.Id).ValueGeneratedNever();
            settlement.Property(x => x.Provider).HasMaxLength(32);
            settlement.Property(x => x.FileName).HasMaxLength(200);
            settlement.Property(x => x.Status).HasMaxLength(16);
            settlement.Property(x => x.Head).HasMaxLength(32);
            settlement.Property(x => x.Hash).HasMaxLength(32);
            settlement.Property(x => x.By).HasMaxLength(100);
            settlement.HasIndex(x => new { x.StorefrontId, x.Head });
            settlement.HasIndex(x => new { x.StorefrontId, x.Hash });
        });
        modelBuilder.Entity<SettlementFlaw>(flaw =>
        {
            flaw.HasKey(x => new { x.SettlementId, x.Line });
            flaw.Property(x => x.What).HasMaxLength(500);
        });
        modelBuilder.Entity<SettlementRow>(row =>
        {
            row.Property(x => x.Id).ValueGeneratedNever();
            row.Property(x => x.Type).HasMaxLength(16);
            row.Property(x => x.Reference).HasMaxLength(RowReader.MaxText);
            row.Property(x => x.Payment).HasMaxLength(RowReader.MaxText);
            row.Property(x => x.Currency).HasMaxLength(3);
            row.Property(x => x.SettledCurrency).HasMaxLength(3);
            row.Property(x => x.Rate).HasPrecision(28, 12);
            row.HasIndex(x => x.SettlementId);
        });
        modelBuilder.Entity<SettledPart>(part =>
        {
            part.HasKey(x => new { x.PartId, x.Type });
            part.Property(x => x.Type).HasMaxLength(16);
        });
        modelBuilder.Entity<Discrepancy>(exception =>
        {
            // What finance calls it; a class can't be called Exception.
            exception.ToTable("Exceptions");
            exception.Property(x => x.Id).ValueGeneratedNever();
            exception.Property(x => x.Kind).HasMaxLength(32);
            exception.Property(x => x.Status).HasMaxLength(16);
            exception.Property(x => x.Owner).HasMaxLength(100);
            exception.Property(x => x.Note).HasMaxLength(1000);
            exception.Property(x => x.Detail).HasMaxLength(500);
            exception.Property(x => x.RowType).HasMaxLength(16);
            exception.Property(x => x.Payment).HasMaxLength(RowReader.MaxText);
            exception.Property(x => x.Reference).HasMaxLength(RowReader.MaxText);
            exception.Property(x => x.Currency).HasMaxLength(3);
            exception.Property(x => x.FoundCurrency).HasMaxLength(3);
            exception.Property(x => x.ClearingAccount).HasMaxLength(Accounts.MaxLength);
            exception.Property(x => x.SuspenseCurrency).HasMaxLength(3);
            exception.Property(x => x.Resolution).HasMaxLength(32);
            exception.Property(x => x.ResolvedBy).HasMaxLength(100);
            exception.HasIndex(x => x.Position).IsUnique();
            exception.HasIndex(x => new { x.Status, x.Position });
            exception.HasIndex(x => new { x.Kind, x.Position });
            exception.HasIndex(x => new { x.Owner, x.Position });
            exception.HasIndex(x => x.SettlementId);
        });
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
        });
    }
}
