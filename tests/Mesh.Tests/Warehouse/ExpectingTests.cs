using AfterSalesMesh.Contracts.Warehouse;
using MassTransit;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Warehouse.WarehouseFixture;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

public sealed class ExpectingOnSqliteTests(WarehouseFixture warehouse)
    : ExpectingTests(warehouse),
        IClassFixture<WarehouseFixture>;

public sealed class ExpectingOnPostgresTests(WarehouseOnPostgres warehouse)
    : ExpectingTests(warehouse),
        IClassFixture<WarehouseOnPostgres>;

public abstract class ExpectingTests(WarehouseFixture warehouse) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => warehouse.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_repeated_ExpectParcel_changes_nothing()
    {
        var parcel = await warehouse.ExpectAsync();
        await warehouse.Service.DeliverAsync(parcel);
        await warehouse.Service.DeliverAsync(parcel with { HandOverBy = parcel.HandOverBy.AddTicks(-3) });
        (await warehouse.ScanAsync(parcel.RmaNumber, Guid.NewGuid())).Text("match").ShouldBe("one");
        (await warehouse.EverythingToldAsync(parcel.ReturnId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_revision_with_other_content_is_a_fault()
    {
        var parcel = await warehouse.ExpectAsync();
        await warehouse.Service.SendAsync(
            parcel with
            {
                Lines = [parcel.Lines[0] with { Quantity = 4 }, parcel.Lines[1]],
            }
        );
        var fault = await warehouse.Service.HearAsync<Fault<ExpectParcel>>(x => x.Message.ReturnId == parcel.ReturnId);
        fault[0].Exceptions[0].Message.ShouldContain("other content");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_highest_revision_says_what_is_expected_in_whatever_order_they_come(bool inOrder)
    {
        var first = await warehouse.ExpectAsync();
        ExpectParcel[] later =
        [
            first with
            {
                Revision = 2,
                Lines = [first.Lines[0] with { Quantity = 1 }],
            },
            first with
            {
                Revision = 3,
                Lines = [first.Lines[0] with { Quantity = 2 }, Line("3", "SCARF", 1, orderNumber: "another")],
            },
        ];
        foreach (var revision in inOrder ? later : [.. later.Reverse()])
        {
            await warehouse.Service.DeliverAsync(revision);
        }

        var receipt = Guid.NewGuid();
        var found = await warehouse.ScanAsync(first.RmaNumber, receipt);

        found["candidates"]![0]!["expected"]!
            .AsArray()
            .Select(x => (x!.Text("lineId"), x!.Text("quantity")))
            .ShouldBe([("1", "2"), ("3", "1")]);
        (await warehouse.UnitsAsync(receipt, Unit("HAT"))).Text("outcome").ShouldBe("over");
        await warehouse.Service.DeliverAsync(first);
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS", 3))).Text("outcome").ShouldBe("over");
        await warehouse.CloseAsync(receipt);
        var told = (await warehouse.SnapshotsAsync(first))[0];
        (told.Units.Count, told.Unplaced.Count, told.NothingMoreExpected).ShouldBe((2, 2, false));
    }

    [Fact]
    public async Task When_all_that_is_missing_is_withdrawn_what_came_is_told_as_everything()
    {
        var parcel = await warehouse.ExpectAsync();
        await warehouse.ReceiveAsync(parcel, "HAT");
        var waiting = await warehouse.ExpectAsync();
        await warehouse.ReceiveAsync(waiting, "HAT", waitForRest: true);

        await warehouse.Service.DeliverAsync(parcel with { Revision = 2, Lines = [parcel.Lines[1]] });
        await warehouse.Service.DeliverAsync(waiting with { Revision = 2, Lines = [] });

        (await warehouse.SnapshotsAsync(parcel, 2))
            .Select(x => (x.Number, x.Units.Count, x.NothingMoreExpected))
            .ShouldBe([(1, 1, false), (2, 1, true)]);
        (await warehouse.SnapshotsAsync(waiting))
            .Select(x => (x.Number, x.Units.Count, x.NothingMoreExpected))
            .ShouldBe([(1, 1, true)]);
        // And more may be expected again.
        await warehouse.Service.DeliverAsync(parcel with { Revision = 3 });
        (await warehouse.SnapshotsAsync(parcel, 3))[2].NothingMoreExpected.ShouldBeFalse();
        await warehouse.ReceiveAsync(parcel, "TROUSERS", 3);
        (await warehouse.SnapshotsAsync(parcel, 4))[3].NothingMoreExpected.ShouldBeTrue();
    }

    [Fact]
    public async Task A_return_of_which_nothing_arrived_is_stopped_and_reported_each_time()
    {
        var parcel = await warehouse.ExpectAsync();
        await warehouse.StopAsync(parcel);
        await warehouse.StopAsync(parcel);
        var notSeen = await warehouse.Service.HearAsync<ParcelNotSeen>(x => x.ReturnId == parcel.ReturnId, 2);
        notSeen.ShouldAllBe(x => x.Revision == 1);
        await warehouse.Service.DeliverAsync(parcel);

        // What comes late is recognised, put into quarantine and reported.
        var receipt = Guid.NewGuid();
        var found = await warehouse.ScanAsync(parcel.RmaNumber, receipt);
        (found.Text("match"), found["candidates"]![0]!.Text("state")).ShouldBe(("one", "stopped"));
        var late = await warehouse.UnitsAsync(receipt, Unit("HAT", 2));
        (late.Text("outcome"), late.Text("location")).ShouldBe(("over", "QUARANTINE"));
        await warehouse.CloseAsync(receipt);
        var told = (await warehouse.SnapshotsAsync(parcel)).ShouldHaveSingleItem();
        (told.Units.Count, told.Unplaced.Count, told.NothingMoreExpected).ShouldBe((1, 1, true));
        (await warehouse.EverythingToldAsync(parcel.ReturnId)).OfType<ReceiptOpened>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_return_that_was_stopped_before_it_was_announced_stays_stopped()
    {
        var parcel = await warehouse.ExpectAsync() with
        {
            ReturnId = Guid.CreateVersion7(),
            OrderNumber = $"order-{Guid.NewGuid()}",
            RmaNumber = $"R-{Guid.NewGuid():N}",
            TrackingNumber = null,
        };
        await warehouse.StopAsync(parcel);
        await warehouse.Service.DeliverAsync(parcel);
        var receipt = Guid.NewGuid();
        (await warehouse.ScanAsync(parcel.OrderNumber, receipt))["candidates"]![0]!.Text("state").ShouldBe("stopped");
        (await warehouse.UnitsAsync(receipt, Unit("HAT", 1, parcel.ReturnId))).Text("location").ShouldBe("QUARANTINE");
        await warehouse.Service.DeliverAsync(parcel);
        await warehouse.CloseAsync(receipt, waitForRest: true);
        (await warehouse.SnapshotsAsync(parcel))[0].NothingMoreExpected.ShouldBeTrue();
        (await warehouse.EverythingToldAsync(parcel.ReturnId)).OfType<ParcelNotSeen>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_higher_revision_is_expected_again_and_an_older_stop_changes_nothing()
    {
        var parcel = await warehouse.ExpectAsync();
        await warehouse.StopAsync(parcel);
        var again = parcel with { Revision = 2 };
        await warehouse.Service.DeliverAsync(again);
        await warehouse.StopAsync(parcel);
        (await warehouse.EverythingToldAsync(parcel.ReturnId)).OfType<ParcelNotSeen>().Count().ShouldBe(1);
        await warehouse.ReceiveAsync(again, "HAT");
        (await warehouse.SnapshotsAsync(again))[0].NothingMoreExpected.ShouldBeFalse();

        await warehouse.StopAsync(again with { Revision = 5 });
        await warehouse.StopAsync(again);
        (await warehouse.SnapshotsAsync(again, 2))[1].NothingMoreExpected.ShouldBeTrue();
    }

    [Fact]
    public async Task Stopping_waits_while_units_lie_in_an_open_receipt()
    {
        var parcel = await warehouse.ExpectAsync();
        var receipt = await warehouse.OpenAsync(parcel);
        await warehouse.UnitsAsync(receipt, Unit("HAT"));
        await warehouse.StopAsync(parcel);
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS"))).Text("outcome").ShouldBe("expected");
        await warehouse.CloseAsync(receipt);
        var told = (await warehouse.SnapshotsAsync(parcel)).ShouldHaveSingleItem();
        (told.Units.Count, told.NothingMoreExpected).ShouldBe((2, true));
        (await warehouse.EverythingToldAsync(parcel.ReturnId)).OfType<ParcelNotSeen>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Stopping_and_scanning_the_first_unit_at_once_have_one_consistent_outcome()
    {
        for (var i = 0; i < 10; i++)
        {
            var parcel = await warehouse.ExpectAsync();
            var receipt = await warehouse.OpenAsync(parcel);
            var unit = warehouse.UnitsAsync(receipt, Unit("HAT"));
            await warehouse.StopAsync(parcel);
            var inTime = (await unit).Text("location") == "RECEIVING";
            await warehouse.CloseAsync(receipt);
            var told = await warehouse.EverythingToldAsync(parcel.ReturnId);
            told.OfType<ParcelNotSeen>().Any().ShouldBe(!inTime);
            var snapshot = told.OfType<ReceiptClosed>().ShouldHaveSingleItem();
            (snapshot.Units.Count, snapshot.NothingMoreExpected).ShouldBe((1, true));
        }
    }
}
