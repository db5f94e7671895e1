using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>
/// Records an owed credit note in the commit that ends or reverses a refund, whenever its notes do not add up to the paid amount.
/// </summary>
internal sealed class OweCreditNoteOnCommit : ICommitRule
{
    public ValueTask<Action?> ApplyAsync(DurableDbContext db, CancellationToken cancellation)
    {
        foreach (
            var entry in db
                .ChangeTracker.Entries<Refunds.Refund>()
                .Where(x => x.State is EntityState.Added or EntityState.Modified && x.Entity.HasEnded)
                .ToList()
        )
        {
            if (ArePartsLoaded(entry) && entry.Entity.Paid != entry.Entity.Credited)
            {
                db.Add(Next(entry.Entity));
            }
        }
        return default;
    }

    private static OwedCreditNote Next(Refunds.Refund refund)
    {
        var before = refund.Credited;
        (refund.Credited, refund.CreditNotes) = (refund.Paid, refund.CreditNotes + 1);
        return new OwedCreditNote
        {
            Id = CreditNote.IdOf(refund.Id, refund.CreditNotes),
            Position = Guid.CreateVersion7(refund.ChangedAt),
            StorefrontId = refund.StorefrontId,
            RefundId = refund.Id,
            Ordinal = refund.CreditNotes,
            Before = before,
            After = refund.Credited,
            PaidAt = refund.ChangedAt,
        };
    }

    private static bool ArePartsLoaded(EntityEntry<Refunds.Refund> entry)
    {
        if (entry.State == EntityState.Added || entry.Collection(x => x.Parts).IsLoaded)
        {
            return true;
        }
        var status = entry.Property(x => x.Status);
        return status.OriginalValue == status.CurrentValue
            ? false
            : throw new InvalidOperationException($"Refund {entry.Entity.Id} ended without its parts being loaded.");
    }
}
