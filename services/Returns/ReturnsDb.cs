using AfterSalesMesh.DurableMessaging.Storage;
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
    public DbSet<PaymentCap> PaymentCaps => Set<PaymentCap>();
    public DbSet<OrderContact> OrderContacts => Set<OrderContact>();
    public DbSet<PolicyVersion> PolicyVersions => Set<PolicyVersion>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<WhatIfJob> WhatIfJobs => Set<WhatIfJob>();
    public DbSet<BulkJob> BulkJobs => Set<BulkJob>();
    public DbSet<BulkLine> BulkLines => Set<BulkLine>();
    public DbSet<Return> Returns => Set<Return>();
    public DbSet<FurtherOrder> FurtherOrders => Set<FurtherOrder>();
    public DbSet<SignalDismissal> SignalDismissals => Set<SignalDismissal>();
    public DbSet<StandingVersion> StandingVersions => Set<StandingVersion>();
    public DbSet<Appeal> Appeals => Set<Appeal>();
    public DbSet<SoldUnit> SoldUnits => Set<SoldUnit>();
    public DbSet<DeductedAmount> DeductedAmounts => Set<DeductedAmount>();
    public DbSet<TimelineEntry> Timeline => Set<TimelineEntry>();

    /// <summary>Also decisions whose retention is over, and what-ifs and bulk requests after 30 days.</summary>
    protected override IEnumerable<ExpiredRows> Expired(DateTimeOffset now)
    {
        var before = now.AddDays(-30);
        return
        [
            .. base.Expired(now),
            ExpiredRows.Of(
                Decisions.IgnoreQueryFilters().Where(x => x.KeptUntil < now).OrderBy(x => x.KeptUntil).Take(100)
            ),
            ExpiredRows.Of(
                WhatIfJobs.IgnoreQueryFilters().Where(x => x.AskedAt < before).OrderBy(x => x.AskedAt).Take(100)
            ),
            // Their lines are deleted with them.
            ExpiredRows.Of(
                BulkJobs
                    .IgnoreQueryFilters()
                    .Where(x => x.RequestedAt < before && x.Status == BulkStatuses.Done)
                    .OrderBy(x => x.RequestedAt)
                    .Take(10)
            ),
        ];
    }

    protected override IReadOnlyList<IModule> Modules => ReturnsService.Rooms;
}

internal sealed class ReturnsSqlite(DbContextOptions<ReturnsSqlite> options) : ReturnsDb(options);

internal sealed class ReturnsPostgres(DbContextOptions<ReturnsPostgres> options) : ReturnsDb(options);

internal sealed class ReturnsSqlServer(DbContextOptions<ReturnsSqlServer> options) : ReturnsDb(options);
