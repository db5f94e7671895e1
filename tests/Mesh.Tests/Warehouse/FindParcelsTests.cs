using System.Text.Json.Nodes;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.ServiceDefaults.Find;
using AfterSalesMesh.Warehouse;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

/// <summary>Parcels and receipts are found by how their numbers begin.</summary>
public sealed class FindParcelsTests(WarehouseFixture warehouse) : IClassFixture<WarehouseFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => warehouse.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_parcel_is_found_by_the_beginning_of_its_tracking_number()
    {
        var expected = await warehouse.ExpectAsync();
        var tracking = expected.TrackingNumber!;

        var found = await FindAsync(tracking[..12].ToLowerInvariant());

        found
            .Select(x => (x["kind"]!.ToString(), x["text"]!.ToString(), x["returnId"]!.ToString()))
            .ShouldBe([("parcel", tracking, expected.ReturnId.ToString())]);
        (await FindAsync(tracking[..12], "other-shop")).ShouldBeEmpty();
        (await FindAsync(tracking[3..])).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_receipt_is_found_by_the_beginning_of_its_id_by_whoever_acts_for_all_its_storefronts()
    {
        var (expected, receipt) = (await warehouse.ExpectAsync(), Guid.NewGuid());
        await warehouse.ScanAsync(expected.RmaNumber, receipt);

        var found = await FindAsync($"{receipt}"[..13].ToUpperInvariant(), WarehouseFixture.Shop, "other-shop");

        found
            .Select(x => (x["kind"]!.ToString(), x["text"]!.ToString(), x["status"]!.ToString()))
            .ShouldBe([("receipt", $"{receipt}", "open")]);
        (await FindAsync($"{receipt}", WarehouseFixture.Shop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_beginning_of_a_tracking_number_is_looked_up_by_an_index()
    {
        var plan = await warehouse.Service.InDatabaseAsync(
            (WarehouseDb db) =>
                QueryPlan.OfAsync(
                    db,
                    db.ExpectedReturns.IgnoreQueryFilters()
                        .WhereBegins(x => x.TrackingKey, "1Z")
                        .Select(x => x.ReturnId)
                )
        );

        plan.ShouldContain(
            x => x.Contains("IX_ExpectedReturns_TrackingKey (TrackingKey>? AND TrackingKey<?)"),
            string.Join('\n', plan)
        );
    }

    private async Task<List<JsonNode>> FindAsync(string text, params string[] storefronts)
    {
        using var agent = warehouse.Service.As("agent", storefronts is [] ? [WarehouseFixture.Shop] : storefronts);
        var answer = await agent.AskAsync($"/v1/find/warehouse?q={Uri.EscapeDataString(text)}").ShouldBeOkAsync();
        return [.. answer["items"]!.AsArray().Select(x => x!)];
    }
}
