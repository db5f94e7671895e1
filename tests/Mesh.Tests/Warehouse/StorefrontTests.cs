using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Warehouse;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Warehouse.WarehouseFixture;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

public sealed class StorefrontOnSqliteTests(WarehouseFixture warehouse)
    : StorefrontTests(warehouse),
        IClassFixture<WarehouseFixture>;

public sealed class StorefrontOnPostgresTests(WarehouseOnPostgres warehouse)
    : StorefrontTests(warehouse),
        IClassFixture<WarehouseOnPostgres>;

/// <summary>One dock works for several storefronts, which may number their orders alike and sell the same goods.</summary>
public abstract class StorefrontTests(WarehouseFixture warehouse) : IAsyncLifetime
{
    private const string OtherShop = "other-shop";

    public ValueTask InitializeAsync() => warehouse.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_unit_is_assigned_to_no_storefront_until_its_return_is_named()
    {
        var (mine, other) = await TwoOfOneOrderNumberAsync();
        var receipt = Guid.NewGuid();
        (await warehouse.ScanAsync(mine.OrderNumber, receipt)).Text("match").ShouldBe("several");

        foreach (var scan in new[] { Unit("TROUSERS"), Unit("04006381333931"), Unit(null, lineId: "1") })
        {
            var answer = await warehouse.UnitsAsync(receipt, scan);
            (answer.Text("outcome"), answer.Text("returnId"), answer.Text("location")).ShouldBe(
                ("several", null, null)
            );
            answer["unitIds"]!.AsArray().ShouldBeEmpty();
            Candidates(answer).ShouldBe([(OtherShop, other.ReturnId.ToString()), (Shop, mine.ReturnId.ToString())]);
            answer["candidates"]![0]!["expected"]![0]!.Text("sku").ShouldBe("TROUSERS");
        }
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS", 1, mine.ReturnId))).Text("outcome").ShouldBe("expected");

        await warehouse.CloseAsync(receipt);
        var told = await warehouse.Service.HearAsync<ReceiptClosed>(x => x.ReturnId == mine.ReturnId);
        told.ShouldHaveSingleItem().Units.Count.ShouldBe(1);
        await ShouldBeUntouchedAsync(other);
    }

    [Fact]
    public async Task A_unit_that_only_another_storefronts_return_expects_is_not_assigned_to_it_either()
    {
        var order = Guid.NewGuid().ToString();
        var mine = await warehouse.ExpectAsync(order, lines: [Line("1", "TROUSERS", 1)]);
        var other = await warehouse.ExpectAsync(order, 1, OtherShop, [Line("1", "HAT", 1)]);
        var receipt = Guid.NewGuid();
        await warehouse.ScanAsync(order, receipt);

        var answer = await warehouse.UnitsAsync(receipt, Unit("HAT"));

        answer.Text("outcome").ShouldBe("several");
        Candidates(answer).Count.ShouldBe(2);
        (await warehouse.UnitsAsync(receipt, Unit("HAT", 1, mine.ReturnId))).Text("outcome").ShouldBe("wrong_item");
        await warehouse.CloseAsync(receipt);
        await ShouldBeUntouchedAsync(other);
    }

    [Fact]
    public async Task A_unit_that_fits_no_line_of_any_storefront_is_unknown_and_put_in_quarantine()
    {
        var (mine, other) = await TwoOfOneOrderNumberAsync();
        var receipt = Guid.NewGuid();
        await warehouse.ScanAsync(mine.OrderNumber, receipt);
        var answer = await warehouse.UnitsAsync(receipt, Unit("SCARF"));
        (answer.Text("outcome"), answer.Text("location")).ShouldBe(("unknown", "QUARANTINE"));
        (await warehouse.CloseAsync(receipt)).Text("unknown").ShouldBe("1");
        await ShouldBeUntouchedAsync(mine);
        await ShouldBeUntouchedAsync(other);
    }

    [Fact]
    public async Task Once_a_return_is_identified_units_are_matched_to_its_storefront_only()
    {
        var (mine, other) = await TwoOfOneOrderNumberAsync();
        var receipt = Guid.NewGuid();
        await warehouse.ScanAsync(mine.OrderNumber, receipt);
        await warehouse.ScanAsync(mine.RmaNumber, receipt);
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS"))).Text("returnId").ShouldBe(mine.ReturnId.ToString());

        var second = Guid.NewGuid();
        await warehouse.ScanAsync(mine.OrderNumber, second);
        await warehouse.UnitsAsync(second, Unit("TROUSERS", 1, mine.ReturnId));
        (await warehouse.UnitsAsync(second, Unit("HAT"))).Text("returnId").ShouldBe(mine.ReturnId.ToString());
        // Two identified returns of two storefronts leave it open again.
        await warehouse.UnitsAsync(second, Unit("HAT", 1, other.ReturnId));
        (await warehouse.UnitsAsync(second, Unit("TROUSERS"))).Text("outcome").ShouldBe("several");
    }

    [Theory]
    [InlineData("order")]
    [InlineData("two of an order")]
    [InlineData("own tracking number")]
    [InlineData("own report")]
    public async Task Staff_of_several_storefronts_must_name_a_return_found_by_a_storefronts_own_code(string by)
    {
        var expected = await warehouse.ExpectAsync(storefront: OtherShop);
        var code = by == "own tracking number" ? expected.TrackingNumber! : expected.OrderNumber;
        if (by == "own report")
        {
            using var itself = warehouse.Service.As("admin", OtherShop);
            code = $"{Guid.NewGuid():N}";
            await ReportAsync(itself, code, expected.RmaNumber);
        }
        if (by == "two of an order")
        {
            await warehouse.ExpectAsync(code, 9, OtherShop);
        }
        var receipt = Guid.NewGuid();

        var found = await warehouse.ScanAsync(code, receipt);
        var unit = await warehouse.UnitsAsync(receipt, Unit("TROUSERS"));

        found.Text("match").ShouldBe("several");
        Candidates(found)[0].ShouldBe((OtherShop, expected.ReturnId.ToString()));
        (unit.Text("outcome"), unit.Text("returnId")).ShouldBe(("several", null));
        Candidates(unit)[0].ShouldBe((OtherShop, expected.ReturnId.ToString()));
        (await warehouse.UnitsAsync(receipt, Unit("SCARF"))).Text("outcome").ShouldBe("unknown");
        await ShouldBeUntouchedAsync(expected);
        foreach (var returnId in new Guid?[] { expected.ReturnId, null })
        {
            unit = await warehouse.UnitsAsync(receipt, Unit("TROUSERS", 1, returnId));
            (unit.Text("outcome"), unit.Text("returnId")).ShouldBe(("expected", expected.ReturnId.ToString()));
        }
        (await warehouse.ScanAsync(expected.OrderNumber, receipt))["candidates"]!.AsArray().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_carriers_tracking_number_is_not_the_number_of_an_order(bool isReportedByAll)
    {
        var tracking = $"{Guid.NewGuid():N}";
        using var itself = warehouse.Service.As("admin", OtherShop);
        await ReportAsync(isReportedByAll ? warehouse.Station : itself, tracking);
        var expected = await warehouse.ExpectAsync(tracking);

        var found = await warehouse.ScanAsync(tracking, Guid.NewGuid());

        // One storefront's report does not hide the return of another.
        Candidates(found).ShouldBe(isReportedByAll ? [] : [(Shop, expected.ReturnId.ToString())]);
        found.Text("match").ShouldBe(isReportedByAll ? "none" : "several");
    }

    [Fact]
    public async Task A_carriers_report_of_a_tracking_and_an_RMA_number_identifies_the_return()
    {
        var (mine, other) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync(storefront: OtherShop));
        var tracking = $"{Guid.NewGuid():N}";
        await ReportAsync(warehouse.Station, tracking, mine.RmaNumber);
        using var itself = warehouse.Service.As("admin", OtherShop);
        await ReportAsync(itself, tracking, other.RmaNumber);
        await warehouse.ExpectAsync(tracking, 1, OtherShop);
        var receipt = Guid.NewGuid();

        var found = await warehouse.ScanAsync(tracking, receipt);

        found.Text("match").ShouldBe("one");
        Candidates(found).ShouldBe([(Shop, mine.ReturnId.ToString())]);
        (await warehouse.UnitsAsync(receipt, Unit("HAT"))).Text("returnId").ShouldBe(mine.ReturnId.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tracking_number_that_a_return_had_before_does_not_identify_it_unless_a_carrier_named_it(
        bool isNamed
    )
    {
        var expected = await warehouse.ExpectAsync(storefront: OtherShop);
        await ReportAsync(warehouse.Station, expected.TrackingNumber!, isNamed ? expected.RmaNumber : null);
        await warehouse.Service.DeliverAsync(expected with { Revision = 2, TrackingNumber = null });

        var found = await warehouse.ScanAsync(expected.TrackingNumber!, Guid.NewGuid());

        found.Text("match").ShouldBe(isNamed ? "one" : "several");
        Candidates(found).ShouldBe([(OtherShop, expected.ReturnId.ToString())]);
    }

    [Fact]
    public async Task Staff_of_one_storefront_need_not_name_a_return()
    {
        using var one = warehouse.Service.As("warehouse", Shop);
        var expected = await warehouse.ExpectAsync();
        foreach (var code in new[] { expected.OrderNumber, expected.TrackingNumber })
        {
            var receipt = Guid.NewGuid();
            var found = await one.PostJsonAsync("/v1/warehouse/scans", ParcelScan(code, receipt)).ShouldBeOkAsync();
            found.Text("match").ShouldBe("one");
            var unit = await one.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/units", Unit("TROUSERS"))
                .ShouldBeOkAsync();
            unit.Text("outcome").ShouldBe("expected");
        }
    }

    [Fact]
    public async Task Of_two_returns_of_one_storefront_the_earliest_deadline_gets_the_unit()
    {
        using var one = warehouse.Service.As("warehouse", Shop);
        var order = Guid.NewGuid().ToString();
        ExpectedLine[] lines = [Line("1", "TROUSERS", 1)];
        await warehouse.ExpectAsync(order, 9, lines: lines);
        var earlier = await warehouse.ExpectAsync(order, 2, lines: lines);
        var receipt = Guid.NewGuid();
        var found = await one.PostJsonAsync("/v1/warehouse/scans", ParcelScan(order, receipt)).ShouldBeOkAsync();
        found.Text("match").ShouldBe("several");
        var unit = await one.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/units", Unit("TROUSERS"))
            .ShouldBeOkAsync();
        unit.Text("returnId").ShouldBe(earlier.ReturnId.ToString());
    }

    [Fact]
    public async Task However_many_returns_a_storefront_has_under_an_order_number_they_do_not_hide_those_of_another()
    {
        var mine = await warehouse.ExpectAsync(days: 9);
        ExpectParcel[] others =
        [
            .. await Task.WhenAll(
                Enumerable.Range(0, 51).Select(_ => warehouse.ExpectAsync(mine.OrderNumber, 1, OtherShop))
            ),
        ];
        var receipt = Guid.NewGuid();

        var found = await warehouse.ScanAsync(mine.OrderNumber, receipt);

        Candidates(found).ShouldContain((Shop, mine.ReturnId.ToString()));
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS"))).Text("outcome").ShouldBe("several");
        await ShouldBeUntouchedAsync(others[0]);
    }

    [Fact]
    public async Task The_received_units_of_a_return_are_found_without_a_comparison_of_all_lines_in_its_receipt()
    {
        var known = await warehouse.ExpectAsync();
        var receipt = await warehouse.OpenAsync(known);
        await warehouse.UnitsAsync(receipt, Unit("HAT", 1, known.ReturnId));
        await warehouse.CloseAsync(receipt);

        var comparisons = await warehouse.Service.InScopeAsync(async scope =>
        {
            var db = scope.GetRequiredService<WarehouseDb>();
            var expected = await db
                .ExpectedReturns.Include(x => x.Lines)
                .SingleAsync(x => x.ReturnId == known.ReturnId);
            var count = 0;
            db.ChangeTracker.DetectingAllChanges += (_, _) => count++;
            await scope
                .GetRequiredService<ArrivalSnapshots>()
                .NextUnlessPostponedAsync(expected, receipt, DateTimeOffset.UtcNow, "p", null, CancellationToken.None);
            return count;
        });

        comparisons.ShouldBe(0);
    }

    [Fact]
    public async Task However_many_lines_a_storefronts_returns_have_a_scans_answer_is_small_and_stored_once()
    {
        var mine = await warehouse.ExpectAsync(days: 9);
        ExpectedLine[] lines = [.. Enumerable.Range(0, 2_000).Select(i => Line($"{i}", "TROUSERS", 1))];
        ExpectParcel[] others =
        [
            await warehouse.ExpectAsync(mine.OrderNumber, 1, OtherShop, lines),
            await warehouse.ExpectAsync(mine.OrderNumber, 1, OtherShop, lines),
        ];
        var (receipt, parcel, unit, idempotencyKey) = (
            Guid.NewGuid(),
            Guid.NewGuid(),
            Unit("TROUSERS"),
            Guid.NewGuid()
        );

        var (_, found) = await warehouse.Station.PostWithKeyAsync(
            "/v1/warehouse/scans",
            ParcelScan(mine.OrderNumber, receipt, parcel),
            $"{idempotencyKey}"
        );
        var (_, several) = await warehouse.Station.PostWithKeyAsync(
            $"/v1/warehouse/receipts/{receipt}/units",
            unit,
            $"{idempotencyKey}"
        );

        foreach (var answer in new[] { found, several })
        {
            Candidates(answer).ShouldContain((Shop, mine.ReturnId.ToString()));
            answer.ToJsonString().Length.ShouldBeLessThan(50_000);
            var large = answer["candidates"]!
                .AsArray()
                .First(x => x!.Text("returnId") == others[0].ReturnId.ToString())!;
            large.Text("lineCount").ShouldBe("2000");
            large["expected"]!.AsArray().Select(x => x!.Text("lineId")).Take(3).ShouldBe(["0", "1", "2"]);
        }
        several.Text("outcome").ShouldBe("several");
        several["candidates"]!
            .AsArray()
            .SelectMany(x => x!["expected"]!.AsArray())
            .ShouldAllBe(x => x!.Text("sku") == "TROUSERS");
        var stored = await warehouse.Service.InDatabaseAsync<WarehouseDb, int>(db =>
            db.IdempotencyRecords.CountAsync(x => x.Key == $"{idempotencyKey}")
        );
        stored.ShouldBe(0);
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS", 3, others[0].ReturnId)))["parts"]!
            .AsArray()
            .Select(x => x!.Text("lineId"))
            .ShouldBe(["0", "1", "2"]);
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS", 2)))["parts"]!
            .AsArray()
            .Select(x => x!.Text("outcome"))
            .ShouldBe(["expected", "expected"]);
    }

    [Fact]
    public async Task An_RMA_number_excludes_the_return_whose_order_or_tracking_number_is_the_same()
    {
        var mine = await warehouse.ExpectAsync();
        await warehouse.ExpectAsync(mine.RmaNumber, 1, OtherShop);
        await warehouse.Service.DeliverAsync(
            new ExpectParcel(
                Guid.CreateVersion7(),
                OtherShop,
                1,
                "another",
                $"R-{Guid.NewGuid():N}",
                mine.RmaNumber,
                DateTimeOffset.UtcNow,
                [Line("1", "TROUSERS", 1)]
            )
        );
        var receipt = Guid.NewGuid();

        var found = await warehouse.ScanAsync(mine.RmaNumber, receipt);

        found.Text("match").ShouldBe("one");
        Candidates(found).ShouldBe([(Shop, mine.ReturnId.ToString())]);
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS"))).Text("returnId").ShouldBe(mine.ReturnId.ToString());
    }

    [Fact]
    public async Task A_late_parcel_is_not_matched_to_another_storefront_that_still_expects_one()
    {
        var (mine, other) = await TwoOfOneOrderNumberAsync();
        await warehouse.StopAsync(mine);
        var receipt = Guid.NewGuid();

        var found = await warehouse.ScanAsync(mine.OrderNumber, receipt);

        found.Text("match").ShouldBe("several");
        found["candidates"]!.AsArray().Select(x => x!.Text("state")).ShouldBe(["expected", "stopped"]);
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS"))).Text("outcome").ShouldBe("several");
        await ShouldBeUntouchedAsync(other);
    }

    [Fact]
    public async Task A_scan_repeated_by_another_storefront_is_a_scan_of_its_own()
    {
        var parcel = await warehouse.ExpectAsync();
        var (receipt, scanId) = (Guid.NewGuid(), Guid.NewGuid());
        var scan = ParcelScan(parcel.RmaNumber, receipt, scanId);
        var first = await warehouse.Station.PostJsonAsync("/v1/warehouse/scans", scan).ShouldBeOkAsync();
        var unit = Unit("HAT");
        await warehouse.UnitsAsync(receipt, unit);
        using var stranger = warehouse.Service.As("warehouse", OtherShop);

        var answer = await stranger.PostJsonAsync("/v1/warehouse/scans", scan).ShouldBeOkAsync();

        (answer.Text("match"), answer["candidates"]!.AsArray().Count).ShouldBe(("none", 0));
        var units = await stranger.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/units", unit).ShouldBeOkAsync();
        (units.Text("outcome"), units.Text("returnId")).ShouldBe(("unknown", null));
        var again = await warehouse.Station.PostJsonAsync("/v1/warehouse/scans", scan).ShouldBeOkAsync();
        again.ToJsonString().ShouldBe(first.ToJsonString());
    }

    [Fact]
    public async Task A_receipt_is_closed_only_by_callers_who_may_see_it()
    {
        using var stranger = warehouse.Service.As("warehouse", OtherShop);
        // With nothing found in it yet, and with a return found.
        foreach (var code in new[] { "no-such-number", (await warehouse.ExpectAsync()).RmaNumber })
        {
            var receipt = Guid.NewGuid();
            await warehouse.ScanAsync(code, receipt);
            var path = $"/v1/warehouse/receipts/{receipt}/close";
            await stranger.PostJsonAsync(path, Scan()).ShouldBeProblemAsync(404, "not_found");
            // The stranger's own receipt of that id is another one.
            await stranger.PostJsonAsync("/v1/warehouse/scans", ParcelScan("x", receipt)).ShouldBeOkAsync();
            await stranger.PostJsonAsync(path, Scan()).ShouldBeOkAsync();

            (await warehouse.UnitsAsync(receipt, Unit("HAT"))).Text("outcome").ShouldNotBeNull();
            await warehouse.CloseAsync(receipt);
        }
    }

    [Fact]
    public async Task A_receipt_stays_open_to_callers_who_act_for_more_storefronts()
    {
        using var one = warehouse.Service.As("warehouse", Shop);
        var parcel = await warehouse.ExpectAsync();
        var (receipt, scan) = (Guid.NewGuid(), ParcelScan(parcel.RmaNumber, Guid.NewGuid()));
        await one.PostJsonAsync("/v1/warehouse/scans", ParcelScan(parcel.RmaNumber, receipt)).ShouldBeOkAsync();
        var first = await one.PostJsonAsync("/v1/warehouse/scans", scan).ShouldBeOkAsync();

        (await warehouse.UnitsAsync(receipt, Unit("HAT"))).Text("outcome").ShouldBe("expected");
        var again = await warehouse.Station.PostJsonAsync("/v1/warehouse/scans", scan).ShouldBeOkAsync();
        again.ToJsonString().ShouldBe(first.ToJsonString());
        await one.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/close", Scan()).ShouldBeOkAsync();
    }

    [Fact]
    public async Task A_return_of_another_storefront_does_not_take_a_receipt_from_those_who_opened_it()
    {
        var (mine, other) = await TwoOfOneOrderNumberAsync();
        using var one = warehouse.Service.As("warehouse", Shop);
        var receipt = Guid.NewGuid();
        var units = $"/v1/warehouse/receipts/{receipt}/units";
        await one.PostJsonAsync("/v1/warehouse/scans", ParcelScan(mine.OrderNumber, receipt)).ShouldBeOkAsync();

        // Somebody who acts for both.
        var found = await warehouse.ScanAsync(mine.OrderNumber, receipt);
        Candidates(found).ShouldBe([(Shop, mine.ReturnId.ToString())]);
        (await warehouse.ScanAsync(other.RmaNumber, receipt)).Text("match").ShouldBe("none");
        await warehouse
            .Station.PostJsonAsync(units, Unit("TROUSERS", 1, other.ReturnId))
            .ShouldBeProblemAsync(409, "other_storefront");

        var unknown = await one.PostJsonAsync(units, Unit("SCARF")).ShouldBeOkAsync();
        await warehouse
            .Station.PostJsonAsync(
                $"/v1/warehouse/units/{unknown["unitIds"]![0]}/assign",
                new
                {
                    returnId = other.ReturnId,
                    orderNumber = other.OrderNumber,
                    lineId = "1",
                }
            )
            .ShouldBeProblemAsync(409, "other_storefront");

        (await one.PostJsonAsync(units, Unit("TROUSERS")).ShouldBeOkAsync()).Text("outcome").ShouldBe("expected");
        await one.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/close", Scan()).ShouldBeOkAsync();
        await ShouldBeUntouchedAsync(other);
    }

    private static Task<JsonNode> ReportAsync(HttpClient client, string trackingNumber, string? rmaNumber = null) =>
        client
            .PostJsonAsync(
                "/v1/carrier-events",
                new
                {
                    eventId = Guid.NewGuid(),
                    @event = "in_transit",
                    at = "2026-11-20T10:00:00Z",
                    trackingNumber,
                    rmaNumber,
                }
            )
            .ShouldBeOkAsync();

    /// <summary>Two storefronts with an order of the same number and the same goods in it.</summary>
    private async Task<(ExpectParcel Mine, ExpectParcel Other)> TwoOfOneOrderNumberAsync()
    {
        var order = Guid.NewGuid().ToString();
        return (await warehouse.ExpectAsync(order), await warehouse.ExpectAsync(order, 1, OtherShop));
    }

    private async Task ShouldBeUntouchedAsync(ExpectParcel parcel)
    {
        var found = await warehouse.ScanAsync(parcel.RmaNumber, Guid.NewGuid());
        var candidate = found["candidates"]!.AsArray().ShouldHaveSingleItem()!;
        candidate.Text("state").ShouldBe("expected");
        candidate["expected"]!.AsArray().ShouldAllBe(x => x!.Text("received") == "0");
    }

    private static List<(string?, string?)> Candidates(JsonNode answer) =>
        [.. answer["candidates"]!.AsArray().Select(x => (x!.Text("storefront"), x!.Text("returnId")))];
}
