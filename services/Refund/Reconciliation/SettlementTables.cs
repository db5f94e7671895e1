using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

internal static class SettlementTables
{
    public static void AddSettlements(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Settlement>(settlement =>
        {
            settlement.Property(x => x.Provider).HasMaxLength(32);
            settlement.Property(x => x.FileName).HasMaxLength(200);
            settlement.Property(x => x.Status).HasMaxLength(16);
            settlement.Property(x => x.Head).HasMaxLength(32);
            settlement.Property(x => x.Hash).HasMaxLength(32);
            settlement.Property(x => x.By).HasMaxLength(100);
            settlement.Property(x => x.ByName).HasMaxLength(200);
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
            row.Property(x => x.Type).HasMaxLength(16);
            row.Property(x => x.Reference).HasMaxLength(RowReader.MaxText);
            row.Property(x => x.Payment).HasMaxLength(RowReader.MaxText);
            row.Property(x => x.Currency).HasMaxLength(3);
            row.Property(x => x.SettledCurrency).HasMaxLength(3);
            row.Property(x => x.Rate).HasPrecision(28, 12);
            row.HasIndex(x => x.SettlementId);
            row.HasIndex(x => x.ContentId);
            row.HasIndex(x => x.ContentAndKeyId);
        });
        modelBuilder.Entity<PartSettlement>(part =>
        {
            part.HasKey(x => new { x.PartId, x.Type });
            part.Property(x => x.Type).HasMaxLength(16);
        });
    }
}
