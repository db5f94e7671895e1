using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.CreditNotes;

internal static class CreditNoteModel
{
    public static void AddCreditNotes(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<CreditNote>(note =>
        {
            note.Property(x => x.Id).ValueGeneratedNever();
            note.Property(x => x.OrderNumber).HasMaxLength(100);
            note.Property(x => x.InvoiceNumber).HasMaxLength(100);
            note.Property(x => x.Currency).HasMaxLength(3);
            note.Property(x => x.Issuer).HasMaxLength(CreditNoteSettings.MaxIssuer);
            note.Property(x => x.Lines).IsJson();
            note.HasIndex(x => new { x.RefundId, x.Ordinal }).IsUnique();
            note.HasIndex(x => new { x.StorefrontId, x.Serial }).IsUnique();
        });
        modelBuilder.Entity<OwedCreditNote>(owed =>
        {
            owed.Property(x => x.Id).ValueGeneratedNever();
            owed.HasIndex(x => x.Position);
        });
        modelBuilder.Entity<CreditNoteSeries>(series =>
        {
            series.HasKey(x => x.StorefrontId);
            series.Property(x => x.StorefrontId).ValueGeneratedNever();
        });
    }
}
