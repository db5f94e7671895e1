using System.Text.Json;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Warehouse;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Warehouse.WarehouseFixture;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

/// <summary>What comes when nothing is expected: no return repeats a command until it knows of it.</summary>
public sealed class LateSnapshotTests(WarehouseFixture warehouse) : IClassFixture<WarehouseFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => warehouse.StartAsync();

    public ValueTask DisposeAsync()
    {
        // Tokens are of the true time.
        warehouse.Clock.Offset = TimeSpan.Zero;
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Units_that_come_after_the_return_was_stopped_are_reported_until_they_are_acknowledged()
    {
        var expect = await warehouse.ExpectAsync();
        await warehouse.StopAsync(expect);
        await warehouse.ReceiveAsync(expect, "HAT");
        await warehouse.SnapshotsAsync(expect);

        warehouse.Clock.Offset += TimeSpan.FromSeconds(20);
        await warehouse.SnapshotsAsync(expect, times: 2);
        warehouse.Clock.Offset += TimeSpan.FromSeconds(40);
        var told = await warehouse.SnapshotsAsync(expect, times: 3);

        told.Select(x => JsonSerializer.Serialize(x)).Distinct().ShouldHaveSingleItem();
        await warehouse.Service.DeliverAsync(new AcknowledgeReceipt(expect.ReturnId, Shop, 0));
        (await RowAsync(expect)).DueAt.ShouldNotBeNull();
        await warehouse.Service.DeliverAsync(new AcknowledgeReceipt(expect.ReturnId, Shop, 1));
        (await RowAsync(expect)).DueAt.ShouldBeNull();
    }

    [Fact]
    public async Task Units_beyond_all_expected_ones_are_reported_until_they_are_acknowledged()
    {
        var expect = await warehouse.ExpectAsync(lines: [Line("1", "HAT", 1)]);
        await warehouse.ReceiveAsync(expect, "HAT");
        (await RowAsync(expect)).DueAt.ShouldBeNull();

        await warehouse.ReceiveAsync(expect, "HAT");

        await warehouse.SnapshotsAsync(expect, times: 2);
        (await RowAsync(expect)).DueAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Late_units_in_several_receipts_are_reported_for_each_receipt_until_they_are_acknowledged()
    {
        var expect = await warehouse.ExpectAsync();
        await warehouse.StopAsync(expect);
        var (first, second) = (await warehouse.OpenAsync(expect), await warehouse.OpenAsync(expect));
        await warehouse.UnitsAsync(first, Unit("HAT"));
        await warehouse.UnitsAsync(second, Unit("TROUSERS"));
        await warehouse.CloseAsync(first);
        await warehouse.SnapshotsAsync(expect);
        await warehouse.Service.DeliverAsync(new AcknowledgeReceipt(expect.ReturnId, Shop, 1));

        await warehouse.CloseAsync(second);

        (await warehouse.SnapshotsAsync(expect, times: 2))[^1].AwaitsAcknowledgement.ShouldBeTrue();
        (await RowAsync(expect)).DueAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_snapshot_that_a_return_waits_for_is_repeated_only_by_its_command()
    {
        var expect = await warehouse.ExpectAsync();
        await warehouse.ReceiveAsync(expect, "HAT");
        await warehouse.ReceiveAsync(expect, "TROUSERS", quantity: 3);

        await warehouse.SnapshotsAsync(expect, times: 2);
        (await RowAsync(expect)).DueAt.ShouldBeNull();
    }

    [Fact]
    public async Task After_many_receipts_of_a_return_several_share_a_snapshot()
    {
        var expect = await warehouse.ExpectAsync(lines: [Line("1", "HAT", 100)]);
        for (var i = 0; i < ExpectedReturn.MaxSnapshotsAtOnce + 5; i++)
        {
            await warehouse.ReceiveAsync(expect, "HAT");
        }
        await warehouse.SnapshotsAsync(expect, ExpectedReturn.MaxSnapshotsAtOnce);

        warehouse.Clock.Offset += TimeSpan.FromSeconds(70);

        var last = await SnapshotAsync(expect, ExpectedReturn.MaxSnapshotsAtOnce + 5);
        (last.Units.Count, last.AwaitsAcknowledgement).ShouldBe((ExpectedReturn.MaxSnapshotsAtOnce + 5, true));
        (await warehouse.EverythingToldAsync(expect.ReturnId))
            .OfType<ReceiptClosed>()
            .DistinctBy(x => x.Number)
            .Count()
            .ShouldBeLessThan(ExpectedReturn.MaxSnapshotsAtOnce + 5);
        await warehouse.Service.DeliverAsync(new AcknowledgeReceipt(expect.ReturnId, Shop, last.Number));
        (await RowAsync(expect)).DueAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_closed_receipt_publishes_large_returns_one_after_the_other()
    {
        List<ExpectParcel> returns = [];
        var receipt = Guid.NewGuid();
        for (var i = 0; i < 3; i++)
        {
            returns.Add(await warehouse.ExpectAsync(lines: [Line("1", "HAT", 5_000)]));
            foreach (var quantity in Enumerable.Repeat(1_000, 3))
            {
                await warehouse.UnitsAsync(receipt, Unit("HAT", quantity, returns[i].ReturnId));
            }
            await warehouse.CloseAsync(receipt);
            receipt = Guid.NewGuid();
        }
        foreach (var expect in returns)
        {
            await warehouse.SnapshotsAsync(expect);
            await warehouse.UnitsAsync(receipt, Unit("HAT", 600, expect.ReturnId));
        }

        await warehouse.CloseAsync(receipt);

        var (published, postponed) = (0, 0);
        foreach (var expect in returns)
        {
            if ((await RowAsync(expect)).DueAt is null)
            {
                published += (await SnapshotAsync(expect, 2)).Units.Count;
            }
            else
            {
                postponed++;
                warehouse.Clock.Offset += TimeSpan.FromSeconds(70);
                (await SnapshotAsync(expect, 2)).Units.Count.ShouldBe(3_600);
            }
        }
        (published, postponed).ShouldBe((7_200, 1));
    }

    /// <summary>The snapshot with a number, which may come more than once.</summary>
    private async Task<ReceiptClosed> SnapshotAsync(ExpectParcel expect, int number) =>
        (await warehouse.Service.HearAsync<ReceiptClosed>(x => (x.ReturnId, x.Number) == (expect.ReturnId, number), 1))[
            0
        ];

    private Task<ExpectedReturn> RowAsync(ExpectParcel expect) =>
        warehouse.Service.InDatabaseAsync<WarehouseDb, ExpectedReturn>(db =>
            db.ExpectedReturns.AsNoTracking().SingleAsync(x => x.ReturnId == expect.ReturnId)
        );
}
