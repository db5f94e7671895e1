using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Parts;
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
        typeof(UnitReceived),
        typeof(UnexpectedUnitFound),
        typeof(ReceiptClosed),
        typeof(ParcelNotSeen),
        typeof(Fault<ExpectParcel>),
    ];

    private OneService? _service;
    private HttpClient? _station;

    public OneService Service => _service!;

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
            await PostgresAsync()
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
            order ?? $"order-{id}",
            $"R-{number[..8]}-{number[8..16]}",
            $"1Z {number[16..24]} {number[24..]}",
            DateTimeOffset.UtcNow.AddDays(days),
            lines ?? [new("1", "TROUSERS", "4006381333931", 3), new("2", "HAT", null, 1)]
        );
        await Service.DeliverAsync(expect);
        return expect;
    }

    public Task<JsonNode> ScanAsync(string code, Guid receipt) =>
        Station.PostJsonAsync("/v1/warehouse/scans", ParcelScan(code, receipt)).ShouldBeOkAsync();

    public Task<JsonNode> UnitsAsync(Guid receipt, object scan) =>
        Station.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/units", scan).ShouldBeOkAsync();

    public Task<JsonNode> CloseAsync(Guid receipt) =>
        Station.PostJsonAsync($"/v1/warehouse/receipts/{receipt}/close", Scan()).ShouldBeOkAsync();

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
