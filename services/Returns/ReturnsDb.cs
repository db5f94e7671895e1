using AfterSalesMesh.Returns.Bulk;
using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Storefronts;
using AfterSalesMesh.Returns.WhatIf;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns;

/// <summary>The database of the service; its modules add their tables.</summary>
internal abstract class ReturnsDb(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<Storefront> Storefronts => Set<Storefront>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<PaymentOwner> PaymentOwners => Set<PaymentOwner>();
    public DbSet<OrderContact> OrderContacts => Set<OrderContact>();
    public DbSet<PolicyVersion> PolicyVersions => Set<PolicyVersion>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<WhatIfJob> WhatIfJobs => Set<WhatIfJob>();
    public DbSet<BulkJob> BulkJobs => Set<BulkJob>();
    public DbSet<BulkLine> BulkLines => Set<BulkLine>();
    public DbSet<Return> Returns => Set<Return>();
    public DbSet<FurtherOrder> FurtherOrders => Set<FurtherOrder>();
    public DbSet<SignalDismissal> SignalDismissals => Set<SignalDismissal>();
    public DbSet<Appeal> Appeals => Set<Appeal>();
    public DbSet<SoldUnit> SoldUnits => Set<SoldUnit>();
    public DbSet<DeductedAmount> DeductedAmounts => Set<DeductedAmount>();
    public DbSet<TimelineEntry> Timeline => Set<TimelineEntry>();

    /// <summary>Also deletes decisions whose retention is over, and what-ifs and bulk requests after 30 days.</summary>
    public override async Task DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await base.DeleteExpiredAsync(now, cancellation);
        await WriteAsync(
            () => Decisions.IgnoreQueryFilters().Where(x => x.KeptUntil < now).ExecuteDeleteAsync(cancellation),
            cancellation
        );
        var before = now.AddDays(-30);
        await WriteAsync(
            () => WhatIfJobs.IgnoreQueryFilters().Where(x => x.AskedAt < before).ExecuteDeleteAsync(cancellation),
            cancellation
        );
        // Their lines are deleted with them.
        await WriteAsync(
            () =>
                BulkJobs
                    .IgnoreQueryFilters()
                    .Where(x => x.RequestedAt < before && x.Status == BulkStatuses.Done)
                    .ExecuteDeleteAsync(cancellation),
            cancellation
        );
    }

    protected override IReadOnlyList<IModule> Modules => ReturnsService.Rooms;
}

internal sealed class ReturnsSqlite(DbContextOptions<ReturnsSqlite> options) : ReturnsDb(options);

internal sealed class ReturnsPostgres(DbContextOptions<ReturnsPostgres> options) : ReturnsDb(options);

internal sealed class ReturnsSqlServer(DbContextOptions<ReturnsSqlServer> options) : ReturnsDb(options);
