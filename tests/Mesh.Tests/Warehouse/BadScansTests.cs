using AfterSalesMesh.Contracts.Warehouse;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Warehouse.WarehouseFixture;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

public sealed class BadScansOnSqliteTests(WarehouseFixture warehouse)
    : BadScansTests(warehouse),
        IClassFixture<WarehouseFixture>;

public sealed class BadScansOnPostgresTests(WarehouseOnPostgres warehouse)
    : BadScansTests(warehouse),
        IClassFixture<WarehouseOnPostgres>;

public abstract class BadScansTests(WarehouseFixture warehouse) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => warehouse.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    public static TheoryData<string> NoCodes { get; } =
        new("", " \t ", "\u0000", new string('x', 201), new string('x', 4_000));

    [Theory]
    [MemberData(nameof(NoCodes))]
    public async Task A_scan_needs_a_code_of_1_to_200_characters(string code)
    {
        var receipt = Guid.NewGuid();
        await warehouse
            .Station.PostJsonAsync("/v1/warehouse/scans", ParcelScan(code, receipt))
            .ShouldBeProblemAsync(400, "invalid_request");
        await ShouldNotExistAsync(receipt);

        receipt = await warehouse.OpenAsync(await warehouse.ExpectAsync());
        await warehouse
            .Station.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/units", Unit(code))
            .ShouldBeProblemAsync(400, "invalid_request");
        (await warehouse.CloseAsync(receipt))["returns"]![0]!.Text("unexpected").ShouldBe("0");
    }

    [Theory]
    [InlineData("""{"scanId":"00000000-0000-0000-0000-000000000000","code":"HAT","quantity":1}""")]
    [InlineData("""{"code":"HAT","quantity":0}""")]
    [InlineData("""{"code":"HAT","quantity":-1}""")]
    [InlineData("""{"code":"HAT","quantity":1001}""")]
    [InlineData("""{"code":"HAT","quantity":1,"scannedAt":"0001-01-01T00:00:00Z"}""")]
    [InlineData("""{"quantity":1}""")]
    [InlineData("""{"lineId":" ","quantity":1}""")]
    [InlineData("""{"lineId":"a\u0000b","quantity":1}""")]
    public Task An_invalid_unit_scan_is_refused(string body) => RefusesAsync(body, "invalid_request");

    [Theory]
    [InlineData("""{"code":"HAT"}""")]
    [InlineData("""{"code":"HAT","quantity":1.5}""")]
    [InlineData("""{"code":"HAT","quantity":"1"}""")]
    [InlineData("""{"code":"HAT","quantity":99999999999999999999}""")]
    [InlineData("""{"code":"HAT","quantity":1,"scanId":"four"}""")]
    [InlineData("""{"code":"HAT","quantity":1,"scannedAt":"yesterday"}""")]
    [InlineData("""{"code":"HAT\ud800","quantity":1}""")]
    [InlineData("""{"code":["HAT"],"quantity":1}""")]
    [InlineData("""{"code":"HAT",""")]
    public Task A_malformed_unit_scan_is_refused(string body) => RefusesAsync(body, "malformed_json");

    [Fact]
    public async Task A_scan_id_cannot_be_used_for_another_scan()
    {
        var parcel = await warehouse.ExpectAsync();
        var (receipt, scanId) = (Guid.NewGuid(), Guid.NewGuid());
        await warehouse.Station.PostJsonAsync("/v1/warehouse/scans", ParcelScan(parcel.RmaNumber, receipt, scanId));
        await warehouse
            .Station.PostJsonAsync("/v1/warehouse/scans", ParcelScan("else", receipt, scanId))
            .ShouldBeProblemAsync(422, "scan_id_reused");
        await warehouse
            .Station.PostJsonAsync(
                $"/v1/warehouse/receipts/{receipt}/close",
                new { scanId, scannedAt = "2026-11-20T10:00:00Z" }
            )
            .ShouldBeProblemAsync(422, "scan_id_reused");
        await warehouse.UnitsAsync(receipt, Unit("HAT"));
    }

    [Fact]
    public async Task A_closed_receipt_takes_no_more_scans()
    {
        var parcel = await warehouse.ExpectAsync();
        var receipt = await warehouse.OpenAsync(parcel);
        await warehouse.CloseAsync(receipt);
        (string Path, object Body)[] late =
        [
            ($"/v1/warehouse/receipts/{receipt}/units", Unit("HAT")),
            ($"/v1/warehouse/receipts/{receipt}/units", Unit("HAT", 1, parcel.ReturnId)),
            ($"/v1/warehouse/receipts/{receipt}/close", Scan()),
            ("/v1/warehouse/scans", ParcelScan(parcel.RmaNumber, receipt)),
        ];
        foreach (var (path, body) in late)
        {
            await warehouse.Station.PostJsonAsync(path, body).ShouldBeProblemAsync(409, "receipt_closed");
        }
        await warehouse.Service.DeliverAsync(parcel);
        var told = await warehouse.Service.HearAsync<ReceiptClosed>(x => x.ReturnId == parcel.ReturnId, 2);
        told.ShouldAllBe(x => x.Units.Count == 0 && x.Unplaced.Count == 0);
    }

    [Fact]
    public async Task A_receipt_or_return_that_does_not_exist_is_not_found()
    {
        var receipt = Guid.NewGuid();
        await ShouldNotExistAsync(receipt);
        await warehouse
            .Station.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/units", Unit("HAT"))
            .ShouldBeProblemAsync(404, "not_found");
        await warehouse
            .Station.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/units", Unit("HAT", 1, Guid.NewGuid()))
            .ShouldBeProblemAsync(404, "not_found");
        await ShouldNotExistAsync(receipt);
    }

    [Fact]
    public async Task Another_storefronts_parcels_and_receipts_are_not_found()
    {
        var parcel = await warehouse.ExpectAsync();
        var receipt = await warehouse.OpenAsync(parcel);
        using var stranger = warehouse.Service.As("warehouse", "other-shop");
        var elsewhere = stranger.PostJsonAsync("/v1/warehouse/scans", ParcelScan(parcel.RmaNumber, Guid.NewGuid()));
        (await elsewhere.ShouldBeOkAsync()).Text("match").ShouldBe("none");
        (string Path, object Body)[] calls =
        [
            ($"/v1/warehouse/receipts/{receipt}/units", Unit("HAT")),
            ($"/v1/warehouse/receipts/{receipt}/close", Scan()),
            ($"/v1/warehouse/receipts/{Guid.NewGuid()}/units", Unit("HAT", 1, parcel.ReturnId)),
        ];
        foreach (var (path, body) in calls)
        {
            await stranger.PostJsonAsync(path, body).ShouldBeProblemAsync(404, "not_found");
        }
    }

    [Fact]
    public async Task Only_the_warehouse_and_admins_may_scan()
    {
        using var inspector = warehouse.Service.As("inspector", Shop);
        await inspector
            .PostJsonAsync("/v1/warehouse/scans", ParcelScan("1", Guid.NewGuid()))
            .ShouldBeProblemAsync(403, "forbidden");
        using var admin = warehouse.Service.As("admin", Shop);
        await admin.PostJsonAsync("/v1/warehouse/scans", ParcelScan("1", Guid.NewGuid())).ShouldBeOkAsync();
    }

    private async Task RefusesAsync(string body, string word)
    {
        var parcel = await warehouse.ExpectAsync();
        var receipt = await warehouse.OpenAsync(parcel);
        if (!body.Contains("scannedAt", StringComparison.Ordinal))
        {
            body = body.Replace("{", "{\"scannedAt\":\"2026-11-20T10:00:00Z\",", StringComparison.Ordinal);
        }
        if (!body.Contains("scanId", StringComparison.Ordinal))
        {
            body = body.Replace("{", $"{{\"scanId\":\"{Guid.NewGuid()}\",", StringComparison.Ordinal);
        }
        await warehouse
            .Station.PostRawJsonAsync($"/v1/warehouse/receipts/{receipt}/units", body)
            .ShouldBeProblemAsync(400, word);
        var closed = (await warehouse.CloseAsync(receipt))["returns"]![0]!;
        (closed.Text("expected"), closed.Text("unexpected")).ShouldBe(("0", "0"));
    }

    private async Task ShouldNotExistAsync(Guid receipt)
    {
        await warehouse
            .Station.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/close", Scan())
            .ShouldBeProblemAsync(404, "not_found");
    }
}
