using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.DurableMessaging.Storage;

internal static class DurableTables
{
    public static void AddDurableTables(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<InboxEntry>(inbox =>
        {
            inbox.ToTable("Inbox");
            inbox.HasKey(x => new { x.MessageId, x.Consumer });
            inbox.Property(x => x.Consumer).HasMaxLength(100);
            inbox.HasIndex(x => x.ConsumedAt);
        });
        modelBuilder.Entity<OutboxMessage>(outbox =>
        {
            outbox.ToTable("Outbox");
            outbox.Property(x => x.Id).ValueGeneratedNever();
            outbox.Property(x => x.Destination).HasMaxLength(500);
            outbox.Property(x => x.ContentType).HasMaxLength(100);
            outbox.Property(x => x.LastError).HasMaxLength(1000);
            outbox.HasIndex(x => x.DueAt);
        });
        modelBuilder.Entity<Failure>(failure =>
        {
            failure.ToTable("Failures");
            failure.Property(x => x.Id).ValueGeneratedNever();
            failure.Property(x => x.Kind).HasMaxLength(20);
            failure.Property(x => x.Endpoint).HasMaxLength(Failure.MaxAddress);
            failure.Property(x => x.Destination).HasMaxLength(Failure.MaxAddress);
            failure.Property(x => x.MessageType).HasMaxLength(Failure.MaxType);
            failure.Property(x => x.ContentType).HasMaxLength(Failure.MaxType);
            failure.Property(x => x.Reason).HasMaxLength(Failure.MaxReason);
            failure.Property(x => x.Owner).HasMaxLength(Failure.MaxOwner);
            failure.Property(x => x.TraceId).HasMaxLength(32);
            failure.HasIndex(x => new { x.ReplayedAt, x.LastAt });
            failure.HasIndex(x => x.Subject);
        });
    }
}
