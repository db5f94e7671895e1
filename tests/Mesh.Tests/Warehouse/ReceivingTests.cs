using System.Text.Json;
using AfterSalesMesh.Contracts.Warehouse;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Warehouse.WarehouseFixture;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

public sealed class ReceivingOnSqliteTests(WarehouseFixture warehouse)
    : ReceivingTests(warehouse),
        IClassFixture<WarehouseFixture>;

public sealed class ReceivingOnPostgresTests(WarehouseOnPostgres warehouse)
    : ReceivingTests(warehouse),
        IClassFixture<WarehouseOnPostgres>;

public abstract class ReceivingTests(WarehouseFixture warehouse) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => warehouse.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_parcel_is_found_by_each_of_its_numbers()
    {
        using var station = warehouse.Service.As("warehouse", Shop);
        var parcel = await warehouse.ExpectAsync();
        string[] codes =
        [
            parcel.RmaNumber.ToLowerInvariant().Replace('-', ' '),
            parcel.OrderNumber,
            parcel.TrackingNumber!.Replace(" ", ""),
        ];
        foreach (var code in codes)
        {
            var receipt = Guid.NewGuid();
            var answer = await station
                .PostJsonAsync("/v1/warehouse/scans", ParcelScan(code, receipt))
                .ShouldBeOkAsync();
            answer.Text("match").ShouldBe("one", code);
            answer.Text("receiptId").ShouldBe(receipt.ToString());
            var candidate = answer["candidates"]![0]!;
            candidate.Text("returnId").ShouldBe(parcel.ReturnId.ToString());
            candidate.Text("rmaNumber").ShouldBe(parcel.RmaNumber);
            candidate.Text("orderNumber").ShouldBe(parcel.OrderNumber);
            candidate.Text("storefront").ShouldBe(Shop);
            var line = candidate["expected"]![0]!;
            (line.Text("lineId"), line.Text("sku"), line.Text("gtin"), line.Text("quantity")).ShouldBe(
                ("1", "TROUSERS", "4006381333931", "3")
            );
        }
    }

    [Fact]
    public async Task An_article_number_finds_no_return_and_is_no_error()
    {
        await warehouse.ExpectAsync();
        (await warehouse.ScanAsync("TROUSERS", Guid.NewGuid())).Text("match").ShouldBe("none");
        (await warehouse.ScanAsync("4006381333931", Guid.NewGuid())).Text("match").ShouldBe("none");
    }

    [Fact]
    public async Task The_snapshot_of_arrived_units_is_published_again_unchanged()
    {
        var parcel = await warehouse.ExpectAsync();
        var receipt = await warehouse.OpenAsync(parcel);
        var trousers = await warehouse.UnitsAsync(receipt, Unit("04006381333931", 2));
        (trousers.Text("outcome"), trousers.Text("lineId"), trousers.Text("location")).ShouldBe(
            ("expected", "1", "RECEIVING")
        );
        trousers["unitIds"]!.AsArray().Count.ShouldBe(2);
        var hat = await warehouse.UnitsAsync(receipt, Unit(null, lineId: "2"));
        (hat.Text("outcome"), hat.Text("returnId")).ShouldBe(("expected", parcel.ReturnId.ToString()));
        (await warehouse.UnitsAsync(receipt, Unit("SCARF"))).Text("outcome").ShouldBe("wrong_item");
        var closed = await warehouse.CloseAsync(receipt);
        closed["returns"]![0].ShouldNotBeNull().Text("expected").ShouldBe("3");

        var told = (await warehouse.Service.HearAsync<ReceiptClosed>(x => x.ReturnId == parcel.ReturnId))[0];
        (told.ReceiptId, told.Number, told.NothingMoreExpected, told.StorefrontId).ShouldBe((receipt, 1, false, Shop));
        told.Units.Select(x => (x.OrderNumber, x.LineId, x.Sku))
            .Order()
            .ShouldBe([
                (parcel.OrderNumber, "1", "TROUSERS"),
                (parcel.OrderNumber, "1", "TROUSERS"),
                (parcel.OrderNumber, "2", "HAT"),
            ]);
        told.Unplaced.Select(x => (x.Outcome, x.Code)).ShouldBe([("wrong_item", "SCARF")]);
        told.Units.Select(x => x.UnitId.ToString()).ShouldContain(hat["unitIds"]![0]!.ToString());
        (await warehouse.Service.HearAsync<ReceiptOpened>(x => x.ReturnId == parcel.ReturnId)).Count.ShouldBe(1);
        var wrong = (await warehouse.Service.HearAsync<UnexpectedUnitFound>(x => x.ReturnId == parcel.ReturnId))[0];
        (wrong.Outcome, wrong.UnitIds.Count).ShouldBe(("wrong_item", 1));

        await warehouse.Service.DeliverAsync(parcel);
        await warehouse.Service.DeliverAsync(parcel);
        ShouldBeEqual(await warehouse.SnapshotsAsync(parcel, 3));

        // Stopped, it is another one, which is published again as well.
        await warehouse.StopAsync(parcel);
        await warehouse.StopAsync(parcel);
        await warehouse.Service.DeliverAsync(parcel);
        var stopped = (await warehouse.SnapshotsAsync(parcel, 6))[3..];
        ShouldBeEqual(stopped);
        (stopped[0].Number, stopped[0].NothingMoreExpected, stopped[0].At).ShouldBe((2, true, told.At));
        stopped[0].Units.ShouldBe(told.Units);
    }

    [Fact]
    public async Task Of_five_units_where_three_are_expected_three_are_expected_and_two_are_over()
    {
        var parcel = await warehouse.ExpectAsync();
        var receipt = await warehouse.OpenAsync(parcel);
        var answer = await warehouse.UnitsAsync(receipt, Unit("TROUSERS", 5));
        (answer.Text("outcome"), answer.Text("location")).ShouldBe(("over", "QUARANTINE"));
        answer["unitIds"]!.AsArray().Count.ShouldBe(5);
        answer["parts"]!
            .AsArray()
            .Select(x => (x!.Text("outcome"), x!["unitIds"]!.AsArray().Count))
            .ShouldBe([("expected", 3), ("over", 2)]);
        await warehouse.CloseAsync(receipt);
        var told = (await warehouse.Service.HearAsync<ReceiptClosed>(x => x.ReturnId == parcel.ReturnId))[0];
        (told.Units.Count, told.Unplaced.Count).ShouldBe((3, 2));
        told.Unplaced.ShouldAllBe(x => x.Outcome == "over" && x.Code == "TROUSERS");
    }

    [Fact]
    public async Task Two_stations_at_once_never_receive_more_than_is_expected()
    {
        var parcel = await warehouse.ExpectAsync(lines: [Line("1", "TROUSERS", 10)]);
        Guid[] receipts = [await warehouse.OpenAsync(parcel), await warehouse.OpenAsync(parcel)];
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 24).Select(i => warehouse.UnitsAsync(receipts[i % 2], Unit("TROUSERS")))
        );
        answers.Count(x => x.Text("outcome") == "expected").ShouldBe(10);
        answers.Count(x => x.Text("outcome") == "over").ShouldBe(14);
        await Task.WhenAll(receipts.Select(x => warehouse.CloseAsync(x)));
        var told = await warehouse.SnapshotsAsync(parcel, 2);
        told.Select(x => (x.Number, x.NothingMoreExpected)).ShouldBe([(1, false), (2, true)]);
        (told[1].Units.Count, told[1].Unplaced.Count).ShouldBe((10, 14));
        told[0].Units.ShouldBeSubsetOf(told[1].Units);
        (await warehouse.Service.HearAsync<ReceiptOpened>(x => x.ReturnId == parcel.ReturnId)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Where_two_returns_fit_the_earliest_deadline_comes_first_and_an_explicit_return_wins()
    {
        var order = Guid.NewGuid().ToString();
        var later = await warehouse.ExpectAsync(order, 9);
        var earlier = await warehouse.ExpectAsync(order, 2);
        var receipt = Guid.NewGuid();
        using var station = warehouse.Service.As("warehouse", Shop);
        var units = $"/v1/warehouse/receipts/{receipt}/units";
        (await station.PostJsonAsync("/v1/warehouse/scans", ParcelScan(order, receipt)).ShouldBeOkAsync())
            .Text("match")
            .ShouldBe("several");
        (await station.PostJsonAsync(units, Unit("HAT")).ShouldBeOkAsync())
            .Text("returnId")
            .ShouldBe(earlier.ReturnId.ToString());
        (await station.PostJsonAsync(units, Unit("TROUSERS", 1, later.ReturnId)).ShouldBeOkAsync())
            .Text("returnId")
            .ShouldBe(later.ReturnId.ToString());
    }

    [Fact]
    public async Task Closing_an_empty_box_is_told_of_the_return_on_its_label_and_ends_it_when_nothing_more_comes()
    {
        var parcel = await warehouse.ExpectAsync();
        await warehouse.CloseAsync(await warehouse.OpenAsync(parcel));
        await warehouse.CloseAsync(await warehouse.OpenAsync(parcel), isShort: true);
        var told = await warehouse.SnapshotsAsync(parcel, 2);
        told.ShouldAllBe(x => x.Units.Count == 0 && x.Unplaced.Count == 0);
        told.Select(x => x.NothingMoreExpected).ShouldBe([false, true]);
    }

    [Fact]
    public async Task A_box_with_goods_of_another_return_ends_the_parcel_of_that_return_and_not_of_the_one_on_its_label()
    {
        var order = Guid.NewGuid().ToString();
        var labelled = await warehouse.ExpectAsync(order, lines: [Line("1", "TROUSERS", 1)]);
        var inside = await warehouse.ExpectAsync(order, lines: [Line("2", "HAT", 1)]);
        var receipt = Guid.NewGuid();
        await warehouse.ScanAsync(order, receipt);
        await warehouse.ScanAsync(labelled.RmaNumber, receipt);
        (await warehouse.UnitsAsync(receipt, Unit("HAT"))).Text("returnId").ShouldBe(inside.ReturnId.ToString());
        await warehouse.CloseAsync(receipt);
        (await warehouse.SnapshotsAsync(inside))[0].NothingMoreExpected.ShouldBeTrue();
        (await warehouse.EverythingToldAsync(labelled.ReturnId)).ShouldBeEmpty();
        var late = await warehouse.OpenAsync(labelled);
        (await warehouse.UnitsAsync(late, Unit("TROUSERS"))).Text("outcome").ShouldBe("expected");
    }

    [Fact]
    public async Task A_second_parcel_is_expected_and_makes_the_next_snapshot_until_everything_came()
    {
        var parcel = await warehouse.ExpectAsync();
        var first = await warehouse.ReceiveAsync(parcel, "HAT");
        var second = Guid.NewGuid();
        var found = await warehouse.ScanAsync(parcel.RmaNumber, second);
        (found.Text("match"), found["candidates"]![0]!.Text("state")).ShouldBe(("one", "expected"));
        var unit = await warehouse.UnitsAsync(second, Unit("TROUSERS", 3));
        (unit.Text("outcome"), unit.Text("location")).ShouldBe(("expected", "RECEIVING"));
        await warehouse.CloseAsync(second);
        (await warehouse.ScanAsync(parcel.RmaNumber, Guid.NewGuid()))["candidates"]![0]!
            .Text("state")
            .ShouldBe("received");
        var third = await warehouse.ReceiveAsync(parcel, "TROUSERS");

        var told = await warehouse.SnapshotsAsync(parcel, 3);
        told.Select(x => (x.Number, x.ReceiptId, x.Units.Count, x.Unplaced.Count, x.NothingMoreExpected))
            .ShouldBe([(1, first, 1, 0, false), (2, second, 4, 0, true), (3, third, 4, 1, true)]);
        (await warehouse.Service.HearAsync<ReceiptOpened>(x => x.ReturnId == parcel.ReturnId, 2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_receipt_closed_to_wait_for_the_rest_is_told_with_the_next_one()
    {
        var parcel = await warehouse.ExpectAsync();
        await warehouse.ReceiveAsync(parcel, "HAT", waitForRest: true);
        (await warehouse.EverythingToldAsync(parcel.ReturnId)).OfType<ReceiptClosed>().ShouldBeEmpty();
        await warehouse.ReceiveAsync(parcel, "TROUSERS");
        (await warehouse.SnapshotsAsync(parcel))
            .ShouldHaveSingleItem()
            .Units.Select(x => x.Sku)
            .Order()
            .ShouldBe(["HAT", "TROUSERS"]);

        // Or when the return is stopped.
        var other = await warehouse.ExpectAsync();
        var receipt = await warehouse.ReceiveAsync(other, "HAT", waitForRest: true);
        var waiting = await warehouse.Service.HearAsync<RestAwaited>(x => x.ReturnId == other.ReturnId);
        waiting.ShouldBe([new(other.ReturnId, Shop, receipt, waiting[0].At)]);
        await warehouse.Service.DeliverAsync(other);
        (await warehouse.Service.HearAsync<RestAwaited>(x => x.ReturnId == other.ReturnId, 2))[1].ShouldBe(waiting[0]);
        await warehouse.StopAsync(other);
        await warehouse.StopAsync(other);
        var told = await warehouse.SnapshotsAsync(other, 2);
        told.ShouldAllBe(x => x.Number == 1 && x.ReceiptId == receipt && x.Units.Count == 1 && x.NothingMoreExpected);
    }

    [Fact]
    public async Task A_receipt_that_brought_the_rest_waits_for_nothing()
    {
        var parcel = await warehouse.ExpectAsync(lines: [Line("1", "HAT", 1)]);
        await warehouse.ReceiveAsync(parcel, "HAT", waitForRest: true);
        (await warehouse.SnapshotsAsync(parcel))[0].NothingMoreExpected.ShouldBeTrue();
    }

    [Fact]
    public async Task After_nothing_more_was_expected_a_late_unit_is_placed_in_quarantine_and_told()
    {
        var parcel = await warehouse.ExpectAsync();
        await warehouse.ReceiveAsync(parcel, "HAT", isShort: true);
        var receipt = await warehouse.OpenAsync(parcel);
        var late = await warehouse.UnitsAsync(receipt, Unit("TROUSERS"));
        (late.Text("outcome"), late.Text("location")).ShouldBe(("expected", "QUARANTINE"));
        await warehouse.CloseAsync(receipt);

        var told = await warehouse.SnapshotsAsync(parcel, 2);
        told.Select(x => (x.Units.Count, x.NothingMoreExpected)).ShouldBe([(1, true), (2, true)]);
    }

    [Fact]
    public async Task A_receipt_cannot_be_closed_both_short_and_to_wait_for_the_rest()
    {
        var receipt = await warehouse.OpenAsync(await warehouse.ExpectAsync());
        await warehouse
            .Station.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/close", Close(true, true))
            .ShouldBeProblemAsync(400, "invalid_request");
        await warehouse.CloseAsync(receipt, waitForRest: false, isShort: false);
    }

    [Fact]
    public async Task A_return_of_several_orders_is_found_by_each_and_its_lines_are_told_apart()
    {
        var other = $"order-{Guid.NewGuid()}";
        var parcel = await warehouse.ExpectAsync(lines: [Line("1", "HAT", 1), Line("1", "HAT", 1, orderNumber: other)]);
        var receipt = Guid.NewGuid();
        Guid.Parse((await warehouse.ScanAsync(other, receipt))["candidates"]![0]!.Text("returnId")!)
            .ShouldBe(parcel.ReturnId);
        (await warehouse.ScanAsync(parcel.RmaNumber, receipt)).Text("match").ShouldBe("one");
        (await warehouse.ScanAsync(other, receipt)).Text("match").ShouldBe("one");
        var unit = new
        {
            scanId = Guid.NewGuid(),
            lineId = "1",
            orderNumber = other,
            quantity = 1,
            scannedAt = "2026-11-20T10:00:01Z",
        };
        (await warehouse.UnitsAsync(receipt, unit)).Text("orderNumber").ShouldBe(other);
        (await warehouse.UnitsAsync(receipt, Unit("HAT"))).Text("orderNumber").ShouldBe(parcel.OrderNumber);
        await warehouse.CloseAsync(receipt);
        (await warehouse.SnapshotsAsync(parcel))[0]
            .Units.Select(x => (x.OrderNumber, x.LineId))
            .ShouldBe([(parcel.OrderNumber, "1"), (other, "1")], ignoreOrder: true);
    }

    [Fact]
    public async Task Units_on_another_open_receipt_are_not_lost_when_the_first_one_closes()
    {
        var parcel = await warehouse.ExpectAsync();
        var (one, other) = (await warehouse.OpenAsync(parcel), await warehouse.OpenAsync(parcel));
        await warehouse.UnitsAsync(one, Unit("HAT"));
        await warehouse.UnitsAsync(other, Unit("TROUSERS"));
        await warehouse.CloseAsync(one);
        await warehouse.CloseAsync(other);
        var told = await warehouse.SnapshotsAsync(parcel, 2);
        told.Select(x => (x.Units.Count, x.NothingMoreExpected)).ShouldBe([(1, false), (2, false)]);
    }

    [Fact]
    public async Task A_repeated_scan_gets_its_first_answer_even_after_the_receipt_was_closed()
    {
        var parcel = await warehouse.ExpectAsync();
        var receipt = Guid.NewGuid();
        var (scan, unit, close) = (ParcelScan(parcel.RmaNumber, receipt), Unit("HAT"), Scan());
        (string Path, object Body)[] calls =
        [
            ("/v1/warehouse/scans", scan),
            ($"/v1/warehouse/receipts/{receipt}/units", unit),
            ($"/v1/warehouse/receipts/{receipt}/close", close),
        ];
        List<string> first = [];
        foreach (var (path, body) in calls)
        {
            // Twice at once: the device sent it again before it had an answer.
            var both = await Task.WhenAll(PostAsync(path, body), PostAsync(path, body));
            both[0].ShouldBe(both[1]);
            first.Add(both[0]);
        }
        foreach (var ((path, body), answer) in calls.Zip(first))
        {
            (await PostAsync(path, body)).ShouldBe(answer);
        }
        await warehouse.Service.DeliverAsync(parcel);
        var told = await warehouse.Service.HearAsync<ReceiptClosed>(x => x.ReturnId == parcel.ReturnId, 2);
        told.ShouldAllBe(x => x.Units.Count == 1 && x.Unplaced.Count == 0);
    }

    [Fact]
    public async Task A_device_that_was_offline_may_open_a_receipt_with_a_unit_of_a_named_return()
    {
        var parcel = await warehouse.ExpectAsync();
        var receipt = Guid.NewGuid();
        (await warehouse.UnitsAsync(receipt, Unit("HAT", 1, parcel.ReturnId))).Text("outcome").ShouldBe("expected");
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS"))).Text("outcome").ShouldBe("expected");
        await warehouse.CloseAsync(receipt);
        (await warehouse.Service.HearAsync<ReceiptClosed>(x => x.ReturnId == parcel.ReturnId))[0]
            .Units.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Units_of_no_known_return_are_recorded_and_put_in_quarantine()
    {
        var receipt = Guid.NewGuid();
        (await warehouse.ScanAsync("no-such-number", receipt)).Text("match").ShouldBe("none");
        var unit = await warehouse.UnitsAsync(receipt, Unit("\u001dHAT", 2));
        (unit.Text("outcome"), unit.Text("location"), unit.Text("returnId")).ShouldBe(("unknown", "QUARANTINE", null));
        (await warehouse.CloseAsync(receipt)).Text("unknown").ShouldBe("2");
    }

    private static void ShouldBeEqual(List<ReceiptClosed> snapshots) =>
        snapshots.Select(x => JsonSerializer.Serialize(x)).Distinct().Count().ShouldBe(1);

    private async Task<string> PostAsync(string path, object body) =>
        (await warehouse.Station.PostJsonAsync(path, body).ShouldBeOkAsync()).ToJsonString();
}
