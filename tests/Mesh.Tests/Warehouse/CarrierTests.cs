using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Warehouse;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Parcels;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Warehouse.WarehouseFixture;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

public sealed class CarrierOnSqliteTests(WarehouseFixture warehouse)
    : CarrierTests(warehouse),
        IClassFixture<WarehouseFixture>;

public sealed class CarrierOnPostgresTests(WarehouseOnPostgres warehouse)
    : CarrierTests(warehouse),
        IClassFixture<WarehouseOnPostgres>;

public abstract class CarrierTests(WarehouseFixture warehouse) : IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(DateTimeOffset.UtcNow.AddDays(-9).Date, TimeSpan.Zero);

    public ValueTask InitializeAsync() => warehouse.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_first_sign_of_a_parcel_is_told_once_and_again_until_the_return_knows_it()
    {
        var expected = await warehouse.ExpectAsync();
        var accepted = Event("accepted", Monday, expected.TrackingNumber);

        var answer = await ReportAsync(accepted);
        (await ReportAsync(accepted)).ToJsonString().ShouldBe(answer.ToJsonString());
        await ReportAsync(Event("in_transit", Monday.AddDays(1), expected.TrackingNumber));

        (answer.Text("state"), answer["returns"]![0]!.ToString()).ShouldBe(("accepted", expected.ReturnId.ToString()));
        var parcel = (Guid)answer["parcelId"]!;
        var told = new ParcelInTransit(expected.ReturnId, Shop, parcel, expected.TrackingNumber, Monday);
        (await warehouse.EverythingToldAsync(expected.ReturnId)).ShouldBe([told]);
        await warehouse.Service.DeliverAsync(expected);
        (await warehouse.EverythingToldAsync(expected.ReturnId)).ShouldBe([told, told]);
        // An earlier sign becomes known.
        await ReportAsync(Event("accepted", Monday.AddDays(-1), expected.TrackingNumber));
        await warehouse.Service.DeliverAsync(expected with { HandedOver = true });
        (await warehouse.EverythingToldAsync(expected.ReturnId)).Count.ShouldBe(2);
        await warehouse.Service.DeliverAsync(expected);
        (await warehouse.EverythingToldAsync(expected.ReturnId))[^1].ShouldBe(told with { At = Monday.AddDays(-1) });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_parcel_is_told_unless_the_carrier_said_something_later(bool lostLast)
    {
        var expected = await warehouse.ExpectAsync();
        var at = Monday.AddDays(lostLast ? 2 : 0);
        await ReportAsync(Event("delayed", Monday.AddDays(1), expected.TrackingNumber));
        var answer = await ReportAsync(Event("lost", at, expected.TrackingNumber));

        answer.Text("state").ShouldBe(lostLast ? "lost" : "delayed");
        var told = (await warehouse.EverythingToldAsync(expected.ReturnId)).OfType<ParcelLost>();
        told.Select(x => x.At).ShouldBe(lostLast ? [at] : []);
        await warehouse.Service.DeliverAsync(expected);
        await warehouse.Service.DeliverAsync(expected with { LostParcels = [(Guid)answer["parcelId"]!] });
        (await warehouse.EverythingToldAsync(expected.ReturnId))
            .OfType<ParcelLost>()
            .Count()
            .ShouldBe(lostLast ? 2 : 0);
    }

    [Fact]
    public async Task Whatever_else_a_carrier_says_of_a_parcel_its_returns_are_told_once_of_each_thing()
    {
        var expected = await warehouse.ExpectAsync();
        for (var i = 0; i < 3; i++)
        {
            await ReportAsync(Event("accepted", Monday.AddHours(-i), expected.TrackingNumber));
            await ReportAsync(Event("lost", Monday.AddDays(1).AddHours(2 * i), expected.TrackingNumber));
            await ReportAsync(Event("lost", Monday.AddDays(1).AddHours(2 * i).AddMinutes(1), expected.TrackingNumber));
            await ReportAsync(Event("in_transit", Monday.AddDays(1).AddHours(2 * i + 1), expected.TrackingNumber));
        }

        (await warehouse.EverythingToldAsync(expected.ReturnId))
            .Select(x => x.GetType())
            .ShouldBe([typeof(ParcelInTransit), typeof(ParcelLost)]);
    }

    [Fact]
    public async Task A_parcel_that_is_known_before_its_return_is_told_when_that_is_expected()
    {
        var expected = await warehouse.ExpectAsync() with
        {
            ReturnId = Guid.CreateVersion7(),
            OrderNumber = $"order-{Guid.NewGuid()}",
            RmaNumber = $"R-{Guid.NewGuid():N}",
            TrackingNumber = $"{Guid.NewGuid():N}",
        };
        (await ReportAsync(Event("accepted", Monday, expected.TrackingNumber)))["returns"]!.AsArray().ShouldBeEmpty();
        await ReportAsync(Event("lost", Monday.AddDays(3), null, expected.RmaNumber.ToLowerInvariant()));

        await warehouse.Service.DeliverAsync(expected);

        var told = await warehouse.EverythingToldAsync(expected.ReturnId);
        told.OfType<ParcelInTransit>()
            .Select(x => (x.TrackingNumber, x.At))
            .ShouldBe([(expected.TrackingNumber, Monday)]);
        told.OfType<ParcelLost>().Select(x => x.At).ShouldBe([Monday.AddDays(3)]);
    }

    [Fact]
    public async Task Several_returns_come_in_one_parcel_and_are_found_by_its_number()
    {
        var (one, other) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync());
        var tracking = $"{Guid.NewGuid():N}";
        await ReportAsync(Event("accepted", Monday, tracking, one.RmaNumber));
        var answer = await ReportAsync(Event("in_transit", Monday.AddDays(1), tracking, other.RmaNumber));

        answer["returns"]!.AsArray().Count.ShouldBe(2);
        foreach (var expected in new[] { one, other })
        {
            (await warehouse.EverythingToldAsync(expected.ReturnId))
                .OfType<ParcelInTransit>()
                .ShouldHaveSingleItem()
                .At.ShouldBe(Monday);
        }
        var found = await warehouse.ScanAsync(tracking, Guid.NewGuid());
        found["candidates"]!
            .AsArray()
            .Select(x => (Guid)x!["returnId"]!)
            .ShouldBe([one.ReturnId, other.ReturnId], ignoreOrder: true);
        // It came: the carrier's word that it is lost is kept, and told to nobody.
        await ReportAsync(Event("lost", Monday.AddDays(2), tracking));
        (await warehouse.EverythingToldAsync(one.ReturnId)).OfType<ParcelLost>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_parcel_event_is_not_reported_to_the_same_return_again()
    {
        var (first, second) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync());
        var tracking = $"{Guid.NewGuid():N}";
        await ReportAsync(Event("accepted", Monday, tracking, first.RmaNumber));
        await ReportAsync(Event("lost", Monday.AddDays(1), tracking));
        var told = await warehouse.EverythingToldAsync(first.ReturnId);
        told.Select(x => x.GetType()).ShouldBe([typeof(ParcelInTransit), typeof(ParcelLost)]);

        await ReportAsync(Event("in_transit", Monday.AddHours(1), tracking, first.RmaNumber));
        await ReportAsync(Event("in_transit", Monday.AddDays(2), tracking, second.RmaNumber));

        (await warehouse.EverythingToldAsync(first.ReturnId)).ShouldBe(told);
        (await warehouse.EverythingToldAsync(second.ReturnId)).ShouldHaveSingleItem().ShouldBeOfType<ParcelInTransit>();
    }

    [Fact]
    public async Task A_parcel_takes_a_bounded_number_of_returns()
    {
        var (known, another) = (await warehouse.ExpectAsync(), await warehouse.ExpectAsync());
        var tracking = $"{Guid.NewGuid():N}";
        var id = (Guid)(await ReportAsync(Event("accepted", Monday, tracking, known.RmaNumber)))["parcelId"]!;
        await warehouse.Service.InDatabaseAsync<WarehouseDb, int>(async db =>
        {
            db.AddRange(
                Enumerable
                    .Range(1, Parcel.MaxReturns - 1)
                    .Select(_ => new ParcelReturn
                    {
                        ParcelId = id,
                        ReturnId = Guid.CreateVersion7(),
                        StorefrontId = Shop,
                    })
            );
            return await db.SaveChangesAsync();
        });

        await PostAsync(warehouse.Station, Event("in_transit", Monday, tracking, another.RmaNumber))
            .ShouldBeProblemAsync(409, "parcel_full");
        var late = another with { ReturnId = Guid.CreateVersion7(), TrackingNumber = tracking };
        await warehouse.Service.DeliverAsync(late);
        var answer = await ReportAsync(Event("in_transit", Monday, tracking, known.RmaNumber));

        answer["returns"]!.AsArray().Count.ShouldBe(Parcel.MaxReturns);
        (await warehouse.EverythingToldAsync(another.ReturnId)).ShouldBeEmpty();
        (await warehouse.EverythingToldAsync(late.ReturnId)).ShouldBeEmpty();
        var warning =
            $"Parcel {id} already holds {Parcel.MaxReturns} returns: return {late.ReturnId} gets no carrier events of this parcel.";
        // When it was expected, and with the event that names another return.
        warehouse.Service.Log.Lines.Count(x => x == warning).ShouldBe(2);
    }

    [Fact]
    public async Task A_return_is_told_of_a_bounded_number_of_parcels_and_of_its_own_storefronts_only()
    {
        var expected = await warehouse.ExpectAsync();
        await warehouse.Service.InDatabaseAsync<WarehouseDb, int>(async db =>
        {
            db.AddRange(
                Enumerable
                    .Range(0, 2 * (ExpectParcelConsumer.MaxParcels + 1))
                    .Select(i => new Parcel
                    {
                        Id = Guid.CreateVersion7(),
                        Storefronts = i % 2 == 0 ? ["other-shop"] : [Shop],
                        RmaKey = Codes.Key(expected.RmaNumber),
                        State = "lost",
                        StateAt = Monday,
                        FirstSeenAt = Monday,
                    })
            );
            return await db.SaveChangesAsync();
        });

        await warehouse.Service.DeliverAsync(expected);

        var told = await warehouse.EverythingToldAsync(expected.ReturnId);
        told.OfType<ParcelInTransit>().ShouldHaveSingleItem();
        told.OfType<ParcelLost>().Count().ShouldBe(ExpectParcelConsumer.MaxParcels);
        warehouse.Service.Log.Lines.ShouldContain(x => x.StartsWith(InManyParcels(expected), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_return_that_is_in_many_parcels_is_told_of_no_further_one()
    {
        var expected = await warehouse.ExpectAsync();
        JsonNode last = null!;

        for (var i = 0; i <= ExpectParcelConsumer.MaxParcels; i++)
        {
            var lost = Event("lost", Monday, $"{Guid.NewGuid():N}", expected.RmaNumber);
            last = await ReportAsync(lost);
            last["returns"]!.AsArray().Count.ShouldBe(i < ExpectParcelConsumer.MaxParcels ? 1 : 0);
        }

        var told = await warehouse.EverythingToldAsync(expected.ReturnId);
        told.OfType<ParcelLost>().Count().ShouldBe(ExpectParcelConsumer.MaxParcels);
        warehouse.Service.Log.Lines.ShouldContain($"{InManyParcels(expected)}{last["parcelId"]}.");
    }

    private static string InManyParcels(ExpectParcel expected) =>
        $"Return {expected.ReturnId} is already in {ExpectParcelConsumer.MaxParcels} parcels: it gets no carrier events of parcel ";

    [Theory]
    [InlineData("rma")]
    [InlineData("order")]
    public async Task A_parcel_that_came_is_not_told_as_lost_though_only_its_return_was_scanned(string scanned)
    {
        using var one = warehouse.Service.As("warehouse", Shop);
        var expected = await warehouse.ExpectAsync();
        var tracking = $"{Guid.NewGuid():N}";
        await PostAsync(one, Event("accepted", Monday, tracking, expected.RmaNumber)).ShouldBeOkAsync();
        var receipt = Guid.NewGuid();
        var code = scanned == "rma" ? expected.RmaNumber : expected.OrderNumber;
        await one.PostJsonAsync("/v1/warehouse/scans", ParcelScan(code, receipt)).ShouldBeOkAsync();

        await PostAsync(one, Event("lost", Monday.AddDays(2), tracking)).ShouldBeOkAsync();

        (await warehouse.EverythingToldAsync(expected.ReturnId)).OfType<ParcelLost>().ShouldBeEmpty();
        // A second parcel of the return is another one, whichever number of the first is scanned once more.
        var second = $"{Guid.NewGuid():N}";
        await PostAsync(one, Event("accepted", Monday, second, expected.RmaNumber)).ShouldBeOkAsync();
        await one.PostJsonAsync("/v1/warehouse/scans", ParcelScan(expected.RmaNumber, receipt)).ShouldBeOkAsync();
        await one.PostJsonAsync("/v1/warehouse/scans", ParcelScan(tracking, Guid.NewGuid())).ShouldBeOkAsync();
        await PostAsync(one, Event("lost", Monday.AddDays(3), second)).ShouldBeOkAsync();
        (await warehouse.EverythingToldAsync(expected.ReturnId))
            .OfType<ParcelLost>()
            .Select(x => x.TrackingNumber)
            .ShouldBe([second]);
    }

    [Fact]
    public async Task A_parcel_is_not_taken_to_have_come_when_the_order_number_may_be_another_storefronts()
    {
        var expected = await warehouse.ExpectAsync();
        var tracking = $"{Guid.NewGuid():N}";
        await ReportAsync(Event("accepted", Monday, tracking, expected.RmaNumber));
        var receipt = Guid.NewGuid();
        await warehouse.ScanAsync(expected.OrderNumber, receipt);
        await ReportAsync(Event("lost", Monday.AddDays(1), tracking));
        (await warehouse.EverythingToldAsync(expected.ReturnId)).OfType<ParcelLost>().ShouldHaveSingleItem();

        await warehouse.ScanAsync(expected.RmaNumber, receipt);
        await ReportAsync(Event("lost", Monday.AddDays(2), tracking));

        (await warehouse.EverythingToldAsync(expected.ReturnId)).OfType<ParcelLost>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_two_parcels_on_their_way_nobody_knows_which_one_came_when_only_the_return_was_scanned()
    {
        var expected = await warehouse.ExpectAsync();
        string[] numbers = [$"{Guid.NewGuid():N}", $"{Guid.NewGuid():N}"];
        foreach (var number in numbers)
        {
            await ReportAsync(Event("accepted", Monday, number, expected.RmaNumber));
        }
        await warehouse.OpenAsync(expected);

        foreach (var number in numbers)
        {
            await ReportAsync(Event("lost", Monday.AddDays(1), number));
        }

        (await warehouse.EverythingToldAsync(expected.ReturnId))
            .OfType<ParcelLost>()
            .Select(x => x.TrackingNumber)
            .ShouldBe(numbers, ignoreOrder: true);
    }

    [Fact]
    public async Task Events_that_come_while_their_return_is_announced_are_told_with_the_next_announcement_at_the_latest()
    {
        for (var i = 0; i < 5; i++)
        {
            var known = await warehouse.ExpectAsync();
            var expected = known with
            {
                ReturnId = Guid.CreateVersion7(),
                OrderNumber = $"order-{Guid.NewGuid()}",
                RmaNumber = $"R-{Guid.NewGuid():N}",
                TrackingNumber = $"{Guid.NewGuid():N}",
                Lines = [Line("1", "HAT", 1, orderNumber: known.OrderNumber)],
            };

            await Task.WhenAll(
                warehouse.Service.DeliverAsync(expected),
                ReportAsync(Event("lost", Monday, expected.TrackingNumber))
            );
            // As Returns does half a minute later.
            await warehouse.Service.DeliverAsync(expected);

            var told = await warehouse.EverythingToldAsync(expected.ReturnId);
            told.OfType<ParcelLost>().Select(x => x.At).Distinct().ShouldBe([Monday]);
        }
    }

    [Fact]
    public async Task An_event_id_is_kept_for_good_and_cannot_be_used_for_another_event()
    {
        var expected = await warehouse.ExpectAsync();
        var id = Guid.NewGuid().ToString();
        await ReportAsync(Event("accepted", Monday, expected.TrackingNumber, eventId: id));
        object[] others =
        [
            Event("lost", Monday, expected.TrackingNumber, eventId: id),
            Event("accepted", Monday.AddSeconds(1), expected.TrackingNumber, eventId: id),
            Event("accepted", Monday, null, expected.RmaNumber, id),
        ];
        foreach (var other in others)
        {
            await PostAsync(warehouse.Station, other).ShouldBeProblemAsync(409, "event_id_reused");
        }
        (await warehouse.EverythingToldAsync(expected.ReturnId)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_event_many_times_at_once_is_told_once()
    {
        var expected = await warehouse.ExpectAsync();
        var (accepted, lost) = (
            Event("accepted", Monday, expected.TrackingNumber),
            Event("lost", Monday.AddDays(1), expected.TrackingNumber)
        );
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ReportAsync(i % 2 == 0 ? accepted : lost)));

        var told = await warehouse.EverythingToldAsync(expected.ReturnId);
        told.OfType<ParcelLost>().ShouldNotBeEmpty();
        told.OfType<ParcelInTransit>().ShouldHaveSingleItem();
        told.Select(x => x is ParcelInTransit it ? it.ParcelId : ((ParcelLost)x).ParcelId)
            .Distinct()
            .Count()
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_strangers_event_concerns_no_return_of_another_storefront()
    {
        var expected = await warehouse.ExpectAsync();
        using var stranger = warehouse.Service.As("warehouse", "other-shop");
        var lost = Event("lost", Monday, expected.TrackingNumber, expected.RmaNumber);
        var answer = await PostAsync(stranger, lost).ShouldBeOkAsync();
        answer["returns"]!.AsArray().ShouldBeEmpty();
        await warehouse.Service.DeliverAsync(expected);
        (await warehouse.EverythingToldAsync(expected.ReturnId)).ShouldBeEmpty();
        // The same event of somebody else is another one.
        (await ReportAsync(lost))["returns"]!
            .AsArray()
            .Count.ShouldBe(1);
        using var inspector = warehouse.Service.As("inspector", Shop);
        await PostAsync(inspector, lost).ShouldBeProblemAsync(403, "forbidden");
    }

    [Theory]
    [InlineData("lost", null, null)]
    [InlineData("lost", "--- ", null)]
    [InlineData("lost", "a\u0000b", null)]
    [InlineData("lost", "1Z", " ")]
    [InlineData("stolen", "1Z", null)]
    [InlineData("lost", "1Z", null, "")]
    [InlineData("lost", "1Z", null, "1", "2099-01-01T00:00:00Z")]
    [InlineData("lost", "1Z", null, "1", "0001-01-01T00:00:00Z")]
    public Task An_invalid_event_is_refused(
        string kind,
        string? tracking,
        string? rma,
        string eventId = "1",
        string at = "2020-11-20T10:00:00Z"
    ) =>
        PostAsync(
                warehouse.Station,
                new
                {
                    eventId,
                    @event = kind,
                    at,
                    trackingNumber = tracking,
                    rmaNumber = rma,
                }
            )
            .ShouldBeProblemAsync(400, "invalid_request");

    private Task<JsonNode> ReportAsync(object happened) => PostAsync(warehouse.Station, happened).ShouldBeOkAsync();

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, object happened) =>
        client.PostJsonAsync("/v1/carrier-events", happened);

    private static object Event(
        string kind,
        DateTimeOffset at,
        string? trackingNumber,
        string? rmaNumber = null,
        string? eventId = null
    ) =>
        new
        {
            eventId = eventId ?? Guid.NewGuid().ToString(),
            @event = kind,
            at,
            trackingNumber,
            rmaNumber,
        };
}
