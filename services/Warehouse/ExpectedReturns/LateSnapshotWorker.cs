using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>Publishes postponed snapshots and those that no command waits for, until the return acknowledges them.</summary>
internal sealed class LateSnapshotWorker(IServiceProvider services, ILogger<LateSnapshotWorker> logger)
    : DueWorker<WarehouseDb, ExpectedReturn>(services, logger, "late snapshot")
{
    protected override async Task WorkAsync(ExpectedReturn row, IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().Allow([row.StorefrontId]);
        var db = scope.GetRequiredService<WarehouseDb>();
        var expected = await db
            .ExpectedReturns.Include(x => x.Lines)
            .SingleAsync(x => x.ReturnId == row.ReturnId, cancellation);
        if (expected.DueAt is null)
        {
            return;
        }
        expected.Repeat(Clock.UtcNow);
        var snapshot = await scope.GetRequiredService<ArrivalSnapshots>().LastAsync(expected, cancellation);
        await scope.GetRequiredService<Outbox<WarehouseDb>>().PublishAsync(snapshot, cancellation);
        await db.SaveChangesAsync(cancellation);
    }
}
