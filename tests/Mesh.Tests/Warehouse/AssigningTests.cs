using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Warehouse;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Warehouse.WarehouseFixture;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

public sealed class AssigningOnSqliteTests(WarehouseFixture warehouse)
    : AssigningTests(warehouse),
        IClassFixture<WarehouseFixture>;

public sealed class AssigningOnPostgresTests(WarehouseOnPostgres warehouse)
    : AssigningTests(warehouse),
        IClassFixture<WarehouseOnPostgres>;

public abstract class AssigningTests(WarehouseFixture warehouse) : IAsyncLifetime
{
    private const string OtherShop = "other-shop";

    public ValueTask InitializeAsync() => warehouse.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_unit_that_fits_no_line_is_placed_on_one_and_told_anew()
    {
        var expected = await warehouse.ExpectAsync();
        var (_, unit) = await ClosedAsync(expected, "SCARF");
        (await warehouse.SnapshotsAsync(expected))[0].Unplaced.Select(x => x.Outcome).ShouldBe(["wrong_item"]);

        var answer = await AssignAsync(unit, expected, "2");
        (await AssignAsync(unit, expected, "2")).ToJsonString().ShouldBe(answer.ToJsonString());

        (answer.Text("returnId"), answer.Text("lineId"), answer.Text("location")).ShouldBe(
            (expected.ReturnId.ToString(), "2", "RECEIVING")
        );
        var told = await warehouse.SnapshotsAsync(expected, 2);
        told[1].Units.ShouldBe([new ReceivedUnit(unit, expected.OrderNumber, "2", "HAT")]);
        told[1].Unplaced.ShouldBeEmpty();
        (await warehouse.EverythingToldAsync(expected.ReturnId)).OfType<ReceiptClosed>().Count().ShouldBe(2);
        // The line has its unit: the next hat is over.
        var receipt = await warehouse.OpenAsync(expected);
        (await warehouse.UnitsAsync(receipt, Unit("HAT"))).Text("outcome").ShouldBe("over");
    }

    [Fact]
    public async Task A_unit_is_moved_to_another_return_and_both_are_told()
    {
        var (source, target) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync());
        var (_, unit) = await ClosedAsync(source, "SCARF");
        await warehouse.StopAsync(target);

        await AssignAsync(unit, target, "1");

        var left = (await warehouse.SnapshotsAsync(source, 2))[1];
        (left.Number, left.Units.Count, left.Unplaced.Count, left.NothingMoreExpected).ShouldBe((2, 0, 0, false));
        // It comes after the end of the target, which is told all the same.
        var came = (await warehouse.SnapshotsAsync(target))[0];
        (came.Number, came.NothingMoreExpected, came.By).ShouldBe((1, true, "person-warehouse"));
        came.Units.Select(x => x.UnitId).ShouldBe([unit]);
        await warehouse.Service.DeliverAsync(source);
        (await warehouse.SnapshotsAsync(source, 3))[2].Unplaced.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_unit_of_no_known_return_is_told_to_each_return_in_its_receipt_until_it_is_assigned()
    {
        var order = Guid.NewGuid().ToString();
        var (one, other) = (await warehouse.ExpectAsync(order), await warehouse.ExpectAsync(order));
        var receipt = Guid.NewGuid();
        await warehouse.ScanAsync(one.RmaNumber, receipt);
        await warehouse.ScanAsync(other.RmaNumber, receipt);
        var unknown = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("SCARF")));
        await warehouse.CloseAsync(receipt);
        foreach (var expected in new[] { one, other })
        {
            (await warehouse.SnapshotsAsync(expected))[0]
                .Unplaced.ShouldBe([new UnplacedUnit(unknown, "unknown", "SCARF")]);
        }

        await AssignAsync(unknown, one, "1");

        (await warehouse.SnapshotsAsync(one, 2))[1].Units.Select(x => x.UnitId).ShouldBe([unknown]);
        (await warehouse.SnapshotsAsync(other, 2))[1].Unplaced.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_unit_of_no_known_parcel_is_placed_in_any_storefront()
    {
        var receipt = Guid.NewGuid();
        await warehouse.ScanAsync("no-such-number", receipt);
        var unit = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("HAT")));
        await warehouse.CloseAsync(receipt);
        var expected = await warehouse.ExpectAsync(storefront: OtherShop);
        // Nobody who acts for fewer storefronts than the person who scanned it sees it.
        using var stranger = warehouse.Service.As("warehouse", OtherShop);
        await PostAsync(stranger, unit, expected, "2").ShouldBeProblemAsync(404, "not_found");

        await AssignAsync(unit, expected, "2");

        (await warehouse.SnapshotsAsync(expected))[0].Units.Select(x => x.UnitId).ShouldBe([unit]);
    }

    [Fact]
    public async Task In_an_open_receipt_a_unit_may_move_as_often_as_needed_and_closing_tells_it()
    {
        var (source, target) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync());
        var receipt = await warehouse.OpenAsync(source);
        var unit = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("HAT")));

        await AssignAsync(unit, target, "1");
        await AssignAsync(unit, target, "2");
        (await warehouse.UnitsAsync(receipt, Unit("HAT", 1, source.ReturnId))).Text("outcome").ShouldBe("expected");
        await warehouse.CloseAsync(receipt);

        (await warehouse.SnapshotsAsync(source)).ShouldHaveSingleItem().Units.Count.ShouldBe(1);
        var told = (await warehouse.SnapshotsAsync(target)).ShouldHaveSingleItem();
        told.Units.Select(x => (x.UnitId, x.LineId)).ShouldBe([(unit, "2")]);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(true, null)]
    [InlineData(null, true)]
    public async Task A_return_whose_units_were_all_moved_away_is_told_at_the_close_that_nothing_came(
        bool? waitForRest,
        bool? isShort
    )
    {
        var (source, target) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync());
        var receipt = await warehouse.OpenAsync(source);
        var unit = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("HAT")));
        await AssignAsync(unit, target, "2");

        var closed = await warehouse.CloseAsync(receipt, waitForRest, isShort);

        closed["returns"]!.AsArray().Select(x => (Guid)x!["returnId"]!).ShouldBe([target.ReturnId]);
        var told = (await warehouse.SnapshotsAsync(source)).ShouldHaveSingleItem();
        (told.Number, told.Units.Count, told.Unplaced.Count, told.NothingMoreExpected).ShouldBe((1, 0, 0, false));
        await warehouse.StopAsync(source);
        (await warehouse.SnapshotsAsync(source, 2))[1].NothingMoreExpected.ShouldBeTrue();
    }

    [Fact]
    public async Task A_return_that_waits_for_its_rest_goes_on_waiting_when_a_unit_was_moved_away()
    {
        var (source, target) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync());
        await warehouse.ReceiveAsync(source, "HAT", waitForRest: true);
        var receipt = await warehouse.OpenAsync(source);
        await AssignAsync(UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("TROUSERS"))), target, "1");

        await warehouse.CloseAsync(receipt);

        (await warehouse.SnapshotsAsync(target)).ShouldHaveSingleItem();
        var told = await warehouse.EverythingToldAsync(source.ReturnId);
        told.OfType<ReceiptClosed>().ShouldBeEmpty();
        told.OfType<RestAwaited>().Select(x => x.ReceiptId).Distinct().Count().ShouldBe(1);
        told.OfType<RestAwaited>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_unit_that_was_told_with_its_line_stays_there()
    {
        var (source, target) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync());
        var (_, unit) = await ClosedAsync(source, "HAT");
        await PostAsync(warehouse.Station, unit, target, "2").ShouldBeProblemAsync(409, "unit_placed");
        await AssignAsync(unit, source, "2");
        (await warehouse.EverythingToldAsync(source.ReturnId)).OfType<ReceiptClosed>().Count().ShouldBe(1);
        (await warehouse.EverythingToldAsync(target.ReturnId)).ShouldBeEmpty();

        // One that waits for the rest was not told.
        var waiting = await warehouse.ExpectAsync();
        var receipt = await warehouse.OpenAsync(waiting);
        var other = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("HAT")));
        await warehouse.CloseAsync(receipt, waitForRest: true);
        await AssignAsync(other, target, "2");
        (await warehouse.SnapshotsAsync(target))[0].Units.Select(x => x.UnitId).ShouldBe([other]);
        await warehouse.StopAsync(waiting);
        (await warehouse.SnapshotsAsync(waiting))[0].Units.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_unit_that_its_return_has_dismissed_goes_to_another_and_stays_there()
    {
        var (source, target) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync());
        await warehouse.StopAsync(source);
        var (_, unit) = await ClosedAsync(source, "HAT");
        await PostAsync(warehouse.Station, unit, target, "2").ShouldBeProblemAsync(409, "unit_placed");
        // What an earlier snapshot brought, or another return dismissed, does not count.
        var dismissed = new AcknowledgeReceipt(source.ReturnId, Shop, 1, [unit]);
        await warehouse.Service.DeliverAsync(dismissed with { Number = 0 });
        await warehouse.Service.DeliverAsync(dismissed with { ReturnId = target.ReturnId });
        await PostAsync(warehouse.Station, unit, target, "2").ShouldBeProblemAsync(409, "unit_placed");

        await warehouse.Service.DeliverAsync(dismissed);
        await AssignAsync(unit, target, "2");

        (await warehouse.SnapshotsAsync(source, 2))[1].Units.ShouldBeEmpty();
        (await warehouse.SnapshotsAsync(target))[0].Units.Select(x => x.UnitId).ShouldBe([unit]);
        // The same again, late: the unit is the other return's.
        await warehouse.Service.DeliverAsync(dismissed);
        await warehouse.Service.DeliverAsync(dismissed with { Number = 2 });
        await PostAsync(warehouse.Station, unit, source, "2").ShouldBeProblemAsync(409, "unit_placed");
    }

    [Fact]
    public async Task A_unit_in_a_receipt_that_waits_for_the_rest_is_told_with_it()
    {
        var expected = await warehouse.ExpectAsync();
        var receipt = await warehouse.OpenAsync(expected);
        await warehouse.UnitsAsync(receipt, Unit("HAT"));
        var unplaced = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("SCARF")));
        await warehouse.CloseAsync(receipt, waitForRest: true);

        await AssignAsync(unplaced, expected, "1");

        (await warehouse.EverythingToldAsync(expected.ReturnId)).OfType<ReceiptClosed>().ShouldBeEmpty();
        await warehouse.StopAsync(expected);
        (await warehouse.SnapshotsAsync(expected)).ShouldHaveSingleItem().Units.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_unit_is_refused_where_it_cannot_be_placed()
    {
        var expected = await warehouse.ExpectAsync();
        var (_, unit) = await ClosedAsync(expected, "SCARF");
        await warehouse.ReceiveAsync(expected, "HAT");
        await PostAsync(warehouse.Station, unit, expected, "2").ShouldBeProblemAsync(409, "line_full");
        await PostAsync(warehouse.Station, unit, expected, "3").ShouldBeProblemAsync(404, "not_found");
        var elsewhere = await warehouse.ExpectAsync(storefront: OtherShop);
        await PostAsync(warehouse.Station, unit, elsewhere, "1").ShouldBeProblemAsync(409, "other_storefront");
        var nowhere = expected with { ReturnId = Guid.NewGuid() };
        await PostAsync(warehouse.Station, unit, nowhere, "1").ShouldBeProblemAsync(404, "not_found");
        await PostAsync(warehouse.Station, Guid.NewGuid(), expected, "1").ShouldBeProblemAsync(404, "not_found");
        await PostAsync(warehouse.Station, unit, expected, " ").ShouldBeProblemAsync(400, "invalid_request");
        using var stranger = warehouse.Service.As("warehouse", OtherShop);
        await PostAsync(stranger, unit, elsewhere, "1").ShouldBeProblemAsync(404, "not_found");
        using var inspector = warehouse.Service.As("inspector", Shop);
        await PostAsync(inspector, unit, expected, "1").ShouldBeProblemAsync(403, "forbidden");
        (await warehouse.EverythingToldAsync(elsewhere.ReturnId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_who_assign_a_unit_at_once_one_wins()
    {
        for (var i = 0; i < 5; i++)
        {
            ExpectParcel[] targets = [await warehouse.ExpectAsync(), await warehouse.ExpectAsync()];
            var (_, unit) = await ClosedAsync(await warehouse.ExpectAsync(), "SCARF");

            var answers = await Task.WhenAll(targets.Select(x => PostAsync(warehouse.Station, unit, x, "1")));

            answers.Select(x => (int)x.StatusCode).Order().ShouldBe([200, 409]);
            var told = new List<Guid>();
            foreach (var target in targets)
            {
                told.AddRange(
                    (await warehouse.EverythingToldAsync(target.ReturnId))
                        .OfType<ReceiptClosed>()
                        .SelectMany(x => x.Units)
                        .Select(x => x.UnitId)
                );
            }
            told.ShouldBe([unit]);
        }
    }

    [Fact]
    public async Task Assigning_while_the_receipt_closes_tells_the_unit_once_in_the_end()
    {
        for (var i = 0; i < 5; i++)
        {
            var (source, target) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync());
            var receipt = await warehouse.OpenAsync(source);
            var unit = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("SCARF")));

            await Task.WhenAll(AssignAsync(unit, target, "1"), warehouse.CloseAsync(receipt));

            var last = (await warehouse.EverythingToldAsync(target.ReturnId))
                .OfType<ReceiptClosed>()
                .MaxBy(x => x.Number);
            last.ShouldNotBeNull().Units.Select(x => x.UnitId).ShouldBe([unit]);
            (await warehouse.EverythingToldAsync(source.ReturnId))
                .OfType<ReceiptClosed>()
                .MaxBy(x => x.Number)
                ?.Unplaced.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_unit_that_is_moved_while_the_wait_for_the_rest_ends_is_in_one_return()
    {
        for (var i = 0; i < 5; i++)
        {
            var (source, target) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync());
            var receipt = await warehouse.OpenAsync(source);
            var unit = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("HAT")));
            await warehouse.CloseAsync(receipt, waitForRest: true);

            await Task.WhenAll(PostAsync(warehouse.Station, unit, target, "2"), warehouse.StopAsync(source));

            (await HoldersAsync(unit, source, target)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_unit_of_no_known_return_that_is_assigned_while_the_wait_for_the_rest_ends_is_in_one_return()
    {
        for (var i = 0; i < 5; i++)
        {
            var order = Guid.NewGuid().ToString();
            var (one, other) = (await warehouse.ExpectAsync(order), await warehouse.ExpectAsync(order));
            var receipt = Guid.NewGuid();
            await warehouse.ScanAsync(one.RmaNumber, receipt);
            await warehouse.ScanAsync(other.RmaNumber, receipt);
            var unit = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("SCARF")));
            await warehouse.CloseAsync(receipt, waitForRest: true);

            await Task.WhenAll(AssignAsync(unit, one, "1"), warehouse.StopAsync(other));

            await warehouse.StopAsync(one);
            (await HoldersAsync(unit, one, other)).ShouldBe(1);
        }
    }

    /// <summary>How many of the returns have the unit in their last snapshot.</summary>
    private async Task<int> HoldersAsync(Guid unit, params ExpectParcel[] returns)
    {
        var holders = 0;
        foreach (var expected in returns)
        {
            var last = (await warehouse.EverythingToldAsync(expected.ReturnId))
                .OfType<ReceiptClosed>()
                .MaxBy(x => x.Number);
            holders +=
                last is not null && (last.Units.Any(x => x.UnitId == unit) || last.Unplaced.Any(x => x.UnitId == unit))
                    ? 1
                    : 0;
        }
        return holders;
    }

    /// <summary>A closed receipt of a return, with one unit in it.</summary>
    private async Task<(Guid Receipt, Guid Unit)> ClosedAsync(ExpectParcel expected, string code)
    {
        var receipt = await warehouse.OpenAsync(expected);
        var unit = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit(code)));
        await warehouse.CloseAsync(receipt);
        return (receipt, unit);
    }

    private Task<JsonNode> AssignAsync(Guid unit, ExpectParcel target, string lineId) =>
        PostAsync(warehouse.Station, unit, target, lineId).ShouldBeOkAsync();

    private static Task<HttpResponseMessage> PostAsync(
        HttpClient client,
        Guid unit,
        ExpectParcel target,
        string lineId
    ) =>
        client.PostJsonAsync(
            $"/v1/warehouse/units/{unit}/assign",
            new
            {
                target.ReturnId,
                target.OrderNumber,
                lineId,
            }
        );

    private static Guid UnitIdOf(JsonNode answer) => (Guid)answer["unitIds"]![0]!;
}
