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
        (await EverythingToldAsync(parcel.ReturnId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_return_with_other_content_is_a_fault()
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

    [Fact]
    public async Task A_return_of_which_nothing_arrived_is_stopped_and_reported_each_time()
    {
        var parcel = await warehouse.ExpectAsync();
        await warehouse.Service.DeliverAsync(new StopExpectingParcel(parcel.ReturnId, Shop));
        await warehouse.Service.DeliverAsync(new StopExpectingParcel(parcel.ReturnId, Shop));
        await warehouse.Service.HearAsync<ParcelNotSeen>(x => x.ReturnId == parcel.ReturnId, 2);

        await warehouse.Service.DeliverAsync(parcel);
        var receipt = Guid.NewGuid();
        var found = await warehouse.ScanAsync(parcel.RmaNumber, receipt);
        (found.Text("match"), found["candidates"]![0]!.Text("state")).ShouldBe(("one", "stopped"));
        (await warehouse.UnitsAsync(receipt, Unit("HAT"))).Text("outcome").ShouldBe("over");
        await warehouse.CloseAsync(receipt);
        (await EverythingToldAsync(parcel.ReturnId))
            .Select(x => x.GetType().Name)
            .Order()
            .ShouldBe([nameof(ParcelNotSeen), nameof(ParcelNotSeen), nameof(UnexpectedUnitFound)]);
    }

    [Fact]
    public async Task A_return_that_was_stopped_before_it_was_announced_stays_stopped()
    {
        var parcel = new ExpectParcel(
            Guid.CreateVersion7(),
            Shop,
            $"order-{Guid.NewGuid()}",
            $"R-{Guid.NewGuid():N}",
            null,
            DateTimeOffset.UtcNow,
            [new ExpectedLine("1", "HAT", null, 1)]
        );
        await warehouse.Service.DeliverAsync(new StopExpectingParcel(parcel.ReturnId, Shop));
        await warehouse.Service.DeliverAsync(parcel);
        var receipt = Guid.NewGuid();
        (await warehouse.ScanAsync(parcel.OrderNumber, receipt))["candidates"]![0]!.Text("state").ShouldBe("stopped");
        (await warehouse.UnitsAsync(receipt, Unit("HAT"))).Text("outcome").ShouldBe("over");
        await warehouse.Service.DeliverAsync(parcel);
        await warehouse.Service.DeliverAsync(new StopExpectingParcel(parcel.ReturnId, Shop));
        await warehouse.Service.HearAsync<ParcelNotSeen>(x => x.ReturnId == parcel.ReturnId, 2);
    }

    [Fact]
    public async Task Stopping_waits_while_units_lie_on_an_open_receipt()
    {
        var parcel = await warehouse.ExpectAsync();
        var receipt = await warehouse.OpenAsync(parcel);
        await warehouse.UnitsAsync(receipt, Unit("HAT"));
        await warehouse.Service.DeliverAsync(new StopExpectingParcel(parcel.ReturnId, Shop));
        (await warehouse.UnitsAsync(receipt, Unit("TROUSERS"))).Text("outcome").ShouldBe("expected");
        await warehouse.CloseAsync(receipt);
        var told = await warehouse.Service.HearAsync<ReceiptClosed>(x => x.ReturnId == parcel.ReturnId);
        told.ShouldHaveSingleItem().Units.Count.ShouldBe(2);
        (await EverythingToldAsync(parcel.ReturnId)).OfType<ParcelNotSeen>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Stopping_and_scanning_the_first_unit_at_once_have_one_consistent_outcome()
    {
        for (var i = 0; i < 10; i++)
        {
            var parcel = await warehouse.ExpectAsync();
            var receipt = await warehouse.OpenAsync(parcel);
            var unit = warehouse.UnitsAsync(receipt, Unit("HAT"));
            await warehouse.Service.DeliverAsync(new StopExpectingParcel(parcel.ReturnId, Shop));
            var taken = (await unit).Text("outcome") == "expected";
            var told = await EverythingToldAsync(parcel.ReturnId);
            told.OfType<ParcelNotSeen>().Any().ShouldBe(!taken);
            told.OfType<UnitReceived>().Any().ShouldBe(taken);
        }
    }

    private async Task<List<object>> EverythingToldAsync(Guid returnId)
    {
        var marker = new ParcelNotSeen(Guid.NewGuid(), "marker");
        var all = await warehouse.Service.AllAsync(marker, x => x == marker);
        return all.Where(x => x.GetType().GetProperty("ReturnId")?.GetValue(x) is Guid id && id == returnId).ToList();
    }
}
