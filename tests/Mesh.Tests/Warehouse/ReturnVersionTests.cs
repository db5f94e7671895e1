using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Warehouse;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Warehouse.WarehouseFixture;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

public sealed class ReturnVersionTests(WarehouseFixture warehouse) : IClassFixture<WarehouseFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => warehouse.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Of_two_who_count_a_unit_of_a_line_at_once_one_commits()
    {
        var expected = await warehouse.ExpectAsync();

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() =>
            CountAsync(meanwhile: () => CountAsync(() => Task.FromResult(0)))
        );

        var received = await warehouse.Service.InDatabaseAsync<WarehouseDb, int>(db =>
            db.ExpectedReturnLines.Where(x => x.ReturnId == expected.ReturnId).SumAsync(x => x.Received)
        );
        received.ShouldBe(1);

        // Of the return's own row, nothing changes.
        Task<int> CountAsync(Func<Task<int>> meanwhile) =>
            warehouse.Service.InDatabaseAsync<WarehouseDb, int>(async db =>
            {
                var found = await FindAsync(db, expected);
                await meanwhile();
                found.Lines.Single(x => x.LineId == "1").Received++;
                return await db.SaveChangesAsync();
            });
    }

    [Fact]
    public async Task A_unit_that_moves_while_its_return_dismisses_it_is_not_dismissed_by_the_other_return()
    {
        var expected = await warehouse.ExpectAsync();
        await warehouse.ReceiveAsync(expected, "SCARF");

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() =>
            warehouse.Service.InDatabaseAsync<WarehouseDb, int>(async db =>
            {
                await FindAsync(db, expected);
                var unit = await db.Units.SingleAsync(x => x.ReturnId == expected.ReturnId);
                await warehouse.Service.DeliverAsync(
                    new AcknowledgeReceipt(expected.ReturnId, Shop, Number: 1, [unit.Id])
                );
                unit.LineId = "1";
                return await db.SaveChangesAsync();
            })
        );
    }

    private static Task<ExpectedReturn> FindAsync(WarehouseDb db, ExpectParcel expected) =>
        db.ExpectedReturns.Include(x => x.Lines).SingleAsync(x => x.ReturnId == expected.ReturnId);
}
