using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Inspection;
using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Notification.Messages;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Tenders.StoreCredit;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Warehouse;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Receipts;
using AfterSalesMesh.Warehouse.Units;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>What the services have in their own tables, at a time when nothing is under way.</summary>
internal sealed record HistoryTables(
    IReadOnlyList<Order> Orders,
    IReadOnlyList<Return> Returns,
    IReadOnlyList<SoldUnit> Pieces,
    IReadOnlyList<TimelineEntry> Timeline,
    IReadOnlyList<Appeal> Appeals,
    IReadOnlyList<ExpectedReturn> Expected,
    IReadOnlyList<Arrival> Arrivals,
    IReadOnlyList<Receipt> Receipts,
    IReadOnlyList<Scan> Scans,
    IReadOnlyList<Unit> Units,
    IReadOnlyList<InspectionTask> Inspections,
    IReadOnlyList<AfterSalesMesh.Refund.Refunds.Refund> Refunds,
    IReadOnlyList<StoreCreditMovement> StoreCreditMovements,
    IReadOnlyList<Posting> Bonuses,
    IReadOnlyList<CustomerMessage> Messages,
    IReadOnlyList<string> Failures,
    IReadOnlySet<Guid> Parked
)
{
    private static readonly string[] KeptDispositions =
    [
        Dispositions.Restock,
        Dispositions.Refurbish,
        Dispositions.Outlet,
        Dispositions.Donate,
        Dispositions.Recycle,
        Dispositions.Destroy,
        Dispositions.ReturnToVendor,
    ];

    /// <summary>Whether goods of a disposition stay with the shop, which then refunds them.</summary>
    public static bool IsKept(string? disposition) => KeptDispositions.Contains(disposition);

    /// <summary>Whether a piece is refunded.</summary>
    public static bool IsKept(ReturnUnit unit) => unit.RefundedUnjudged || IsKept(unit.Disposition);

    /// <summary>The pieces of an order in all its returns, also in those of which it is a further order.</summary>
    public List<ReturnUnit> UnitsOf(Order order) =>
        [.. Returns.SelectMany(it => it.Goods.Units.Where(x => (x.OrderNumber ?? it.OrderNumber) == order.Number))];

    /// <summary>The first order of the customer who appealed.</summary>
    public string OrderOf(Appeal appeal) => Orders.First(x => x.CustomerReference == appeal.Customer).Number;

    public static async Task<HistoryTables> ReadAsync(HistoryMesh mesh)
    {
        var (orders, returns, pieces, timeline, appeals) = await mesh.ReadAsync<
            ReturnsDb,
            (List<Order>, List<Return>, List<SoldUnit>, List<TimelineEntry>, List<Appeal>)
        >(async db =>
            (
                await db.Orders.AsNoTracking().ToListAsync(),
                await db.Returns.Include(x => x.Goods).AsNoTracking().ToListAsync(),
                await db.SoldUnits.AsNoTracking().ToListAsync(),
                await db.Timeline.AsNoTracking().ToListAsync(),
                await db.Appeals.AsNoTracking().ToListAsync()
            )
        );
        var (expected, arrivals, receipts, scans, units) = await mesh.ReadAsync<
            WarehouseDb,
            (List<ExpectedReturn>, List<Arrival>, List<Receipt>, List<Scan>, List<Unit>)
        >(async db =>
            (
                await db.ExpectedReturns.Include(x => x.Lines).AsNoTracking().ToListAsync(),
                await db.Arrivals.AsNoTracking().ToListAsync(),
                await db.Receipts.IgnoreQueryFilters().AsNoTracking().ToListAsync(),
                await db.Scans.AsNoTracking().ToListAsync(),
                await db.Units.IgnoreQueryFilters().AsNoTracking().ToListAsync()
            )
        );
        var (refunds, movements, bonuses) = await mesh.ReadAsync<
            RefundDb,
            (List<AfterSalesMesh.Refund.Refunds.Refund>, List<StoreCreditMovement>, List<Posting>)
        >(async db =>
            (
                await db.Refunds.Include(x => x.Parts).Include(x => x.Request).AsNoTracking().ToListAsync(),
                await db.StoreCreditMovements.AsNoTracking().ToListAsync(),
                await db.Postings.Include(x => x.Lines).Where(x => x.What == "bonus").AsNoTracking().ToListAsync()
            )
        );
        return new(
            orders,
            returns,
            pieces,
            timeline,
            appeals,
            expected,
            arrivals,
            receipts,
            scans,
            units,
            await mesh.ReadAsync<InspectionDb, List<InspectionTask>>(db =>
                db.Tasks.Include(x => x.Units).AsNoTracking().ToListAsync()
            ),
            refunds,
            movements,
            bonuses,
            await mesh.ReadAsync<NotificationDb, List<CustomerMessage>>(db =>
                db.CustomerMessages.AsNoTracking().ToListAsync()
            ),
            [
                .. await FailuresAsync<ReturnsDb>(mesh),
                .. await FailuresAsync<WarehouseDb>(mesh),
                .. await FailuresAsync<InspectionDb>(mesh),
                .. await FailuresAsync<RefundDb>(mesh),
                .. await FailuresAsync<NotificationDb>(mesh),
            ],
            await ParkedAsync(mesh)
        );
    }

    private static Task<List<string>> FailuresAsync<TDbContext>(HistoryMesh mesh)
        where TDbContext : DurableDbContext =>
        mesh.ReadAsync<TDbContext, List<string>>(async db =>
            [
                .. (await db.Failures.AsNoTracking().ToListAsync()).Select(x =>
                    $"{x.Endpoint} failed on {x.MessageId} about {x.Subject}: {x.Reason}"
                ),
            ]
        );

    /// <summary>The returns that wait for a person, as an admin sees them listed.</summary>
    private static async Task<HashSet<Guid>> ParkedAsync(HistoryMesh mesh)
    {
        HashSet<Guid> parked = [];
        var after = "";
        while (true)
        {
            var page = await mesh.CallAsync(HttpMethod.Get, $"/v1/ops/stuck?kind=parked&limit=200{after}", "admin");
            parked.UnionWith(page.Json!["items"]!.AsArray().Select(x => Guid.Parse((string)x!["id"]!)));
            if (page.Json["next"] is not JsonValue next)
            {
                return parked;
            }
            after = $"&after={next}";
        }
    }
}
