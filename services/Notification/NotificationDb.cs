using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Notification;

internal abstract class NotificationDb(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<Telling> Tellings => Set<Telling>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Telling>(telling =>
        {
            telling.Property(x => x.Id).ValueGeneratedNever();
            telling.Property(x => x.Step).HasMaxLength(32);
            telling.Property(x => x.Email).HasMaxLength(320);
            telling.Property(x => x.Locale).HasMaxLength(35);
            telling.Property(x => x.OrderNumber).HasMaxLength(100);
            telling.Property(x => x.RmaNumber).HasMaxLength(20);
            telling.Property(x => x.Currency).HasMaxLength(3);
            telling.Property(x => x.Status).HasMaxLength(16);
            telling.HasIndex(x => x.DueAt);
        });
        base.OnModelCreating(modelBuilder);
    }
}

internal sealed class NotificationSqlite(DbContextOptions<NotificationSqlite> options) : NotificationDb(options);

internal sealed class NotificationPostgres(DbContextOptions<NotificationPostgres> options) : NotificationDb(options);

internal sealed class NotificationSqlServer(DbContextOptions<NotificationSqlServer> options) : NotificationDb(options);
