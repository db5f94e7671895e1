using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Parts;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.Warehouse;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

/// <summary>A warehouse of its own on SQLite, and what one does in it.</summary>
public class WarehouseFixture : IAsyncDisposable
{
    public const string Shop = "shop";

    private static readonly Type[] ListensFor =
    [
        typeof(ReceiptOpened),
        typeof(UnexpectedUnitFound),
        typeof(ReceiptClosed),
        typeof(RestAwaited),
        typeof(ParcelNotSeen),
        typeof(ParcelInTransit),
        typeof(ParcelLost),
        typeof(Fault<ExpectParcel>),
    ];

    private OneService? _service;
    private HttpClient? _station;

    public OneService Service => _service!;

    /// <summary>The service's clock, which a test may put ahead.</summary>
    public OffsetClock Clock { get; } = new(TimeSpan.Zero);

    public HttpClient Station => _station!;

    /// <summary>Starts it for the first test; skips where there is no database.</summary>
    public async ValueTask StartAsync()
    {
        if (_service is not null)
        {
            return;
        }
        _service = await OneService.StartAsync(
            new WarehouseService(),
            scope => scope.GetRequiredService<WarehouseDb>(),
            ListensFor,
            await PostgresAsync(),
            time: Clock
        );
        _station = Service.As("warehouse", Shop, "other-shop");
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _station?.Dispose();
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }

    protected virtual Task<string?> PostgresAsync() => Task.FromResult<string?>(null);

    /// <summary>A return that has been announced: one line of three trousers, one of a single hat.</summary>
    public async Task<ExpectParcel> ExpectAsync(
        string? order = null,
        int days = 7,
        string storefront = Shop,
        ExpectedLine[]? lines = null
    )
    {
        var (id, number) = (Guid.CreateVersion7(), Guid.NewGuid().ToString("N").ToUpperInvariant());
        var expect = new ExpectParcel(
            id,
            storefront,
            1,
            order ?? $"order-{id}",
            $"R-{number[..8]}-{number[8..16]}",
            $"1Z {number[16..24]} {number[24..]}",
            DateTimeOffset.UtcNow.AddDays(days),
            []
        );
        lines ??= [Line("1", "TROUSERS", 3, "4006381333931"), Line("2", "HAT", 1)];
        expect = expect with
        {
            Lines = [.. lines.Select(x => x.OrderNumber == "" ? x with { OrderNumber = expect.OrderNumber } : x)],
        };
        await Service.DeliverAsync(expect);
        return expect;
    }

    /// <summary>A line, of the return's own order where none is given.</summary>
    public static ExpectedLine Line(
        string lineId,
        string sku,
        int quantity,
        string? gtin = null,
        string orderNumber = ""
    ) => new(orderNumber, lineId, sku, gtin, quantity);

    public Task StopAsync(ExpectParcel expected) =>
        Service.DeliverAsync(new StopExpectingParcel(expected.ReturnId, expected.StorefrontId, expected.Revision));

    /// <summary>The snapshots of a return, by their numbers.</summary>
    public async Task<List<ReceiptClosed>> SnapshotsAsync(ExpectParcel expected, int times = 1) =>
        [
            .. (await Service.HearAsync<ReceiptClosed>(x => x.ReturnId == expected.ReturnId, times)).OrderBy(x =>
                x.Number
            ),
        ];

    /// <summary>Everything published of a return so far.</summary>
    public async Task<List<object>> EverythingToldAsync(Guid returnId)
    {
        var marker = new ParcelNotSeen(Guid.NewGuid(), "marker", 1);
        var all = await Service.AllAsync(marker, x => x == marker);
        return all.Where(x => x.GetType().GetProperty("ReturnId")?.GetValue(x) is Guid id && id == returnId).ToList();
    }

    public Task<JsonNode> ScanAsync(string code, Guid receipt) =>
        Station.PostJsonAsync("/v1/warehouse/scans", ParcelScan(code, receipt)).ShouldBeOkAsync();

    public Task<JsonNode> UnitsAsync(Guid receipt, object scan) =>
        Station.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/units", scan).ShouldBeOkAsync();

    public Task<JsonNode> CloseAsync(Guid receipt, bool? waitForRest = null, bool? isShort = null) =>
        Station.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/close", Close(waitForRest, isShort)).ShouldBeOkAsync();

    /// <summary>Units that come in a receipt of their own, which is then closed.</summary>
    public async Task<Guid> ReceiveAsync(
        ExpectParcel expected,
        string sku,
        int quantity = 1,
        bool? waitForRest = null,
        bool? isShort = null
    )
    {
        var receipt = await OpenAsync(expected);
        await UnitsAsync(receipt, Unit(sku, quantity));
        await CloseAsync(receipt, waitForRest, isShort);
        return receipt;
    }

    /// <summary>A receipt in which a return's label has been scanned.</summary>
    public async Task<Guid> OpenAsync(ExpectParcel parcel)
    {
        var receipt = Guid.NewGuid();
        (await ScanAsync(parcel.RmaNumber, receipt)).Text("match").ShouldBe("one");
        return receipt;
    }

    public static object ParcelScan(string? code, Guid receipt, Guid? scanId = null) =>
        new
        {
            scanId = scanId ?? Guid.NewGuid(),
            receiptId = receipt,
            code,
            station = "table 4",
            scannedAt = "2026-11-20T10:00:00Z",
        };

    public static object Unit(string? code, int quantity = 1, Guid? returnId = null, string? lineId = null) =>
        new
        {
            scanId = Guid.NewGuid(),
            code,
            returnId,
            lineId,
            quantity,
            scannedAt = "2026-11-20T10:00:01Z",
        };

    public static object Close(bool? waitForRest = null, bool? isShort = null) =>
        new
        {
            scanId = Guid.NewGuid(),
            scannedAt = "2026-11-20T10:00:02Z",
            waitForRest,
            @short = isShort,
        };

    public static object Scan() => new { scanId = Guid.NewGuid(), scannedAt = "2026-11-20T10:00:02Z" };
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class WarehouseOnPostgres : WarehouseFixture
{
    private readonly PostgresFixture _postgres = new();

    protected override async Task<string?> PostgresAsync() =>
        await (await _postgres.ServerAsync()).CreateDatabaseAsync("warehouse");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
