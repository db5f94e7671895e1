using System.Text.Json.Nodes;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Inspection;
using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Notification.Messages;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Returns;
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
    IReadOnlyList<ExpectedReturn> Expected,
    IReadOnlyList<Arrival> Arrivals,
    IReadOnlyList<Receipt> Receipts,
    IReadOnlyList<Scan> Scans,
    IReadOnlyList<Unit> Units,
    IReadOnlyList<InspectionTask> Inspections,
    IReadOnlyList<AfterSalesMesh.Refund.Refunds.Refund> Refunds,
    IReadOnlyList<CustomerMessage> Messages,
    IReadOnlyList<string> Failures,
    IReadOnlySet<Guid> Parked
)
{
    public static async Task<HistoryTables> ReadAsync(HistoryMesh mesh)
    {
        var (orders, returns, pieces, timeline) = await mesh.ReadAsync<
            ReturnsDb,
            (List<Order>, List<Return>, List<SoldUnit>, List<TimelineEntry>)
        >(async db =>
            (
                await db.Orders.AsNoTracking().ToListAsync(),
                await db.Returns.Include(x => x.Goods).AsNoTracking().ToListAsync(),
                await db.SoldUnits.AsNoTracking().ToListAsync(),
                await db.Timeline.AsNoTracking().ToListAsync()
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
        return new(
            orders,
            returns,
            pieces,
            timeline,
            expected,
            arrivals,
            receipts,
            scans,
            units,
            await mesh.ReadAsync<InspectionDb, List<InspectionTask>>(db =>
                db.Tasks.Include(x => x.Units).AsNoTracking().ToListAsync()
            ),
            await mesh.ReadAsync<RefundDb, List<AfterSalesMesh.Refund.Refunds.Refund>>(db =>
                db.Refunds.Include(x => x.Parts).AsNoTracking().ToListAsync()
            ),
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
