using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Warehouse;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Receipts;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Warehouse.WarehouseFixture;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

public sealed class ReceiptLimitsOnSqliteTests(WarehouseFixture warehouse)
    : ReceiptLimitsTests(warehouse),
        IClassFixture<WarehouseFixture>;

public sealed class ReceiptLimitsOnPostgresTests(WarehouseOnPostgres warehouse)
    : ReceiptLimitsTests(warehouse),
        IClassFixture<WarehouseOnPostgres>;

/// <summary>What a receipt and a return take is bounded, and nothing that came is lost by it.</summary>
public abstract class ReceiptLimitsTests(WarehouseFixture warehouse) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => warehouse.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_receipt_takes_a_bounded_number_of_units_of_no_known_return()
    {
        var receipt = Guid.NewGuid();
        await warehouse.ScanAsync("no-such-number", receipt);
        await warehouse.UnitsAsync(receipt, Unit("SCARF", Receipt.MaxUnknownUnits - 1));
        var last = await warehouse.UnitsAsync(receipt, Unit("SCARF"));

        await UnitsAsync(receipt, Unit("SCARF")).ShouldBeProblemAsync(409, "receipt_full");

        var expected = await warehouse.ExpectAsync();
        await warehouse
            .Station.PostJsonAsync(
                $"/v1/warehouse/units/{last["unitIds"]![0]}/assign",
                new
                {
                    returnId = expected.ReturnId,
                    orderNumber = expected.OrderNumber,
                    lineId = "2",
                }
            )
            .ShouldBeOkAsync();
        await warehouse.UnitsAsync(receipt, Unit("SHAWL", 1, null));
        await warehouse.CloseAsync(receipt);
    }

    [Fact]
    public async Task A_return_takes_a_bounded_number_of_units_that_it_does_not_ask_for()
    {
        var expected = await warehouse.ExpectAsync();
        var receipt = await warehouse.OpenAsync(expected);
        await warehouse.UnitsAsync(receipt, Unit("SCARF", ExpectedReturn.MaxUnexpectedUnits - 1));

        var last = await warehouse.UnitsAsync(receipt, Unit("HAT", 3));
        (await warehouse.UnitsAsync(receipt, Unit("SCARF"))).Text("outcome").ShouldBe("unknown");

        last["parts"]!.AsArray().Select(x => x!.Text("outcome")).ShouldBe(["expected", "over", "unknown"]);
        last["parts"]![2]!.Text("location").ShouldBe("QUARANTINE");
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS", 3))).Text("outcome").ShouldBe("expected");
        (await warehouse.CloseAsync(receipt))["unknown"]!.GetValue<int>().ShouldBe(2);
        var told = (await warehouse.SnapshotsAsync(expected))[0];
        told.Unplaced.Count(x => x.Outcome == "unknown").ShouldBe(2);
        told.Unplaced.Count.ShouldBe(ExpectedReturn.MaxUnexpectedUnits + 2);
    }

    [Fact]
    public async Task However_many_receipts_came_before_units_of_no_known_return_are_told()
    {
        var order = Guid.NewGuid().ToString();
        var (one, other) = (await warehouse.ExpectAsync(order), await warehouse.ExpectAsync(order));
        for (var i = 0; i < ExpectedReturn.MaxMixedReceipts; i++)
        {
            await warehouse.ReceiveAsync(one, "TROUSERS");
        }
        var mixed = await warehouse.OpenAsync(one);
        await warehouse.ScanAsync(other.RmaNumber, mixed);
        (await warehouse.UnitsAsync(mixed, Unit("SCARF"))).Text("outcome").ShouldBe("unknown");

        await warehouse.CloseAsync(mixed);

        var last = (await warehouse.SnapshotsAsync(one, ExpectedReturn.MaxMixedReceipts + 1))[^1];
        last.Unplaced.Select(x => x.Outcome).ShouldContain("unknown");
    }

    [Fact]
    public async Task Units_of_no_known_return_are_told_of_so_many_receipts_and_listed_of_all()
    {
        var order = Guid.NewGuid().ToString();
        var (one, other) = (await warehouse.ExpectAsync(order), await warehouse.ExpectAsync(order));
        List<string> units = [];
        for (var i = 0; i <= ExpectedReturn.MaxMixedReceipts; i++)
        {
            var mixed = await warehouse.OpenAsync(one);
            await warehouse.ScanAsync(other.RmaNumber, mixed);
            units.Add((await warehouse.UnitsAsync(mixed, Unit("SCARF")))["unitIds"]![0]!.ToString());
            await warehouse.CloseAsync(mixed);
        }

        var last = (await warehouse.SnapshotsAsync(one, ExpectedReturn.MaxMixedReceipts + 1))[^1];
        last.Unplaced.Select(x => $"{x.UnitId}").ShouldBe(units.SkipLast(1), ignoreOrder: true);
        var listed = await warehouse
            .Station.AskAsync($"/v1/warehouse/units/unplaced?after={units[0]}")
            .ShouldBeOkAsync();
        listed["items"]!.AsArray().Select(x => x!.Text("unitId")).ShouldContain(units[^1]);
    }

    [Fact]
    public async Task Units_of_no_known_return_in_a_receipt_of_many_returns_are_listed_and_told_to_none()
    {
        List<ExpectParcel> returns = [];
        List<string> hats = [];
        var receipt = Guid.NewGuid();
        for (var i = 0; i <= ExpectedReturn.MaxMixedReturns; i++)
        {
            returns.Add(await warehouse.ExpectAsync());
            var hat = await warehouse.UnitsAsync(receipt, Unit("HAT", 1, returns[i].ReturnId));
            hats.Add(hat["unitIds"]![0]!.ToString());
        }
        var unit = (await warehouse.UnitsAsync(receipt, Unit("SCARF")))["unitIds"]![0]!.ToString();

        await warehouse.CloseAsync(receipt);

        foreach (var expected in returns)
        {
            (await warehouse.SnapshotsAsync(expected))[0].Unplaced.ShouldBeEmpty();
        }
        var listed = await warehouse
            .Station.AskAsync($"/v1/warehouse/units/unplaced?after={hats[^1]}")
            .ShouldBeOkAsync();
        listed["items"]!.AsArray().Select(x => x!.Text("unitId")).ShouldContain(unit);
        await warehouse
            .Station.PostJsonAsync(
                $"/v1/warehouse/units/{unit}/assign",
                new
                {
                    returns[0].ReturnId,
                    returns[0].OrderNumber,
                    lineId = "1",
                }
            )
            .ShouldBeOkAsync();
        (await warehouse.SnapshotsAsync(returns[0], 2))[1].Units.Count.ShouldBe(2);
        (await warehouse.EverythingToldAsync(returns[1].ReturnId)).OfType<ReceiptClosed>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_scan_reads_no_more_lines_than_it_has_units()
    {
        var order = Guid.NewGuid().ToString();
        ExpectedLine[] lines = [.. Enumerable.Range(0, 20).Select(i => Line($"{i}", "TROUSERS", 1))];
        var later = await warehouse.ExpectAsync(order, days: 9, lines: lines);
        var first = await warehouse.ExpectAsync(order, days: 8, lines: lines);
        var receipt = Guid.NewGuid();
        await warehouse.ScanAsync(first.RmaNumber, receipt);
        await warehouse.ScanAsync(later.RmaNumber, receipt);
        await warehouse.UnitsAsync(receipt, Unit("TROUSERS", 17));

        var read = await warehouse.Service.InDatabaseAsync<WarehouseDb, List<ExpectedReturnLine>>(async db =>
            await ReceiveUnits.FirstAsync(
                db,
                await db.Receipts.Include(x => x.Returns).SingleAsync(x => x.PublicId == receipt),
                db.ExpectedReturnLines.Where(x => x.Sku == "TROUSERS"),
                units: 5,
                TestContext.Current.CancellationToken
            )
        );

        read.Select(x => (x.ReturnId, x.Position))
            .ShouldBe([
                (first.ReturnId, 17),
                (first.ReturnId, 18),
                (first.ReturnId, 19),
                (later.ReturnId, 0),
                (later.ReturnId, 1),
            ]);
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS", 30)))["parts"]!
            .AsArray()
            .Select(x => (x!.Text("outcome"), x!["unitIds"]!.AsArray().Count))
            .GroupBy(x => x.Item1, x => x.Item2)
            .Select(x => (x.Key, x.Sum()))
            .ShouldBe([("expected", 23), ("over", 7)]);
    }

    [Fact]
    public async Task A_receipt_with_a_hundred_returns_takes_no_more()
    {
        var (known, another) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync());
        var receipt = await warehouse.OpenAsync(known);
        await warehouse.Service.InDatabaseAsync<WarehouseDb, int>(async db =>
        {
            var row = await db.Receipts.SingleAsync(x => x.PublicId == receipt);
            db.ReceiptReturns.AddRange(
                Enumerable
                    .Range(1, Receipt.MaxReturns - 1)
                    .Select(_ => new ReceiptReturn
                    {
                        ReceiptId = row.Id,
                        ReturnId = Guid.NewGuid(),
                        StorefrontId = known.StorefrontId,
                    })
            );
            return await db.SaveChangesAsync();
        });

        await warehouse
            .Station.PostJsonAsync("/v1/warehouse/scans", ParcelScan(another.RmaNumber, receipt))
            .ShouldBeProblemAsync(409, "receipt_full");
        await UnitsAsync(receipt, Unit("HAT", 1, another.ReturnId)).ShouldBeProblemAsync(409, "receipt_full");

        (await warehouse.UnitsAsync(receipt, Unit("HAT", 1, known.ReturnId))).Text("outcome").ShouldBe("expected");
    }

    private Task<HttpResponseMessage> UnitsAsync(Guid receipt, object scan) =>
        warehouse.Station.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/units", scan);
}
