using AfterSalesMesh.Notification.Messages;
using AfterSalesMesh.Notification.Storefronts;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Notification;

/// <summary>The database of the service; its modules add their tables.</summary>
internal abstract class NotificationDb(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<Storefront> Storefronts => Set<Storefront>();
    public DbSet<CustomerMessage> CustomerMessages => Set<CustomerMessage>();

    protected override IReadOnlyList<IModule> Modules => NotificationService.Rooms;
}

internal sealed class NotificationSqlite(DbContextOptions<NotificationSqlite> options) : NotificationDb(options);

internal sealed class NotificationPostgres(DbContextOptions<NotificationPostgres> options) : NotificationDb(options);

internal sealed class NotificationSqlServer(DbContextOptions<NotificationSqlServer> options) : NotificationDb(options);
