using System.Text.Json.Nodes;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.Warehouse;
using AfterSalesMesh.Warehouse.Receipts;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Warehouse.WarehouseFixture;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

/// <summary>Staff's list of the units that are on no line.</summary>
public sealed class UnplacedUnitsTests(WarehouseFixture warehouse) : IClassFixture<WarehouseFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => warehouse.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Units_without_a_line_are_listed_until_they_are_assigned_to_one()
    {
        var expected = await warehouse.ExpectAsync();
        var receipt = await warehouse.OpenAsync(expected);
        await warehouse.UnitsAsync(receipt, Unit("HAT"));
        var over = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("HAT")));
        var wrong = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("SCARF")));
        (await UnplacedAsync("warehouse", Shop)).Single(x => IdOf(x) == wrong)["receiptIsOpen"]!
            .GetValue<bool>()
            .ShouldBeTrue();
        await warehouse.CloseAsync(receipt);

        var listed = (await UnplacedAsync("agent", Shop)).Where(x => x.Text("receiptId") == $"{receipt}").ToList();

        listed.Select(IdOf).ShouldBe([over, wrong]);
        listed.Select(x => x.Text("outcome")).ShouldBe(["over", "wrong_item"]);
        listed.ShouldAllBe(x =>
            x.Text("rmaNumber") == expected.RmaNumber
            && x.Text("returnId") == $"{expected.ReturnId}"
            && x.Text("storefront") == Shop
            && x.Text("location") == "QUARANTINE"
        );
        (listed[1].Text("code"), (bool)listed[1]["receiptIsOpen"]!).ShouldBe(("SCARF", false));
        await warehouse
            .Station.PostJsonAsync(
                $"/v1/warehouse/units/{wrong}/assign",
                new
                {
                    expected.ReturnId,
                    expected.OrderNumber,
                    lineId = "1",
                }
            )
            .ShouldBeOkAsync();
        (await UnplacedAsync("admin", Shop)).Select(IdOf).ShouldNotContain(wrong);
    }

    [Fact]
    public async Task A_unit_of_no_known_return_is_shown_to_those_who_act_for_all_storefronts_of_its_receipt()
    {
        var receipt = Guid.NewGuid();
        await warehouse.ScanAsync("no-such-number", receipt);
        var unit = UnitIdOf(await warehouse.UnitsAsync(receipt, Unit("HAT")));

        var listed = (await UnplacedAsync("warehouse", Shop, "other-shop")).Single(x => IdOf(x) == unit);

        (listed.Text("outcome"), listed.Text("storefront"), listed.Text("returnId"), listed.Text("rmaNumber")).ShouldBe(
            ("unknown", null, null, null)
        );
        (await UnplacedAsync("warehouse", Shop)).Select(IdOf).ShouldNotContain(unit);
    }

    [Fact]
    public async Task A_unit_of_no_known_return_in_a_receipt_of_one_storefront_takes_no_place_in_the_pages_of_others()
    {
        using var other = warehouse.Service.As("warehouse", "other-shop");
        var receipt = Guid.NewGuid();
        await other.PostJsonAsync("/v1/warehouse/scans", ParcelScan("no-such-number", receipt)).ShouldBeOkAsync();
        await other
            .PostJsonAsync($"/v1/warehouse/receipts/{receipt}/units", Unit("HAT", Receipt.MaxUnknownUnits))
            .ShouldBeOkAsync();
        var expected = await warehouse.ExpectAsync();
        var unit = UnitIdOf(await warehouse.UnitsAsync(await warehouse.OpenAsync(expected), Unit("SCARF")));

        using var client = warehouse.Service.As("warehouse", Shop);
        var page = await client.AskAsync("/v1/warehouse/units/unplaced?limit=100").ShouldBeOkAsync();

        page["items"]!.AsArray().Select(x => IdOf(x!)).ShouldContain(unit);
        (await UnplacedAsync("warehouse", "other-shop"))
            .Count(x => (x.Text("receiptId"), x.Text("storefront")) == ($"{receipt}", "other-shop"))
            .ShouldBe(Receipt.MaxUnknownUnits);
    }

    [Fact]
    public async Task Nobody_sees_the_units_of_another_storefront_and_only_staff_ask()
    {
        var expected = await warehouse.ExpectAsync();
        var unit = UnitIdOf(await warehouse.UnitsAsync(await warehouse.OpenAsync(expected), Unit("SCARF")));

        (await UnplacedAsync("warehouse", "stranger")).Select(IdOf).ShouldNotContain(unit);
        using var storefront = warehouse.Service.As("storefront", Shop);
        await storefront.AskAsync("/v1/warehouse/units/unplaced").ShouldBeProblemAsync(403, "forbidden");
    }

    [Fact]
    public async Task Pages_show_each_unit_once()
    {
        var receipt = await warehouse.OpenAsync(await warehouse.ExpectAsync());
        await warehouse.UnitsAsync(receipt, Unit("SCARF", 7));
        var all = (await UnplacedAsync("warehouse", Shop, "other-shop")).Select(IdOf).ToList();

        (await UnplacedAsync("warehouse", 2, Shop, "other-shop")).Select(IdOf).ShouldBe(all);
    }

    /// <summary>SQLite's plan; the other databases have the same index.</summary>
    [Fact]
    public async Task Unplaced_units_are_found_by_a_partial_index()
    {
        var plan = await warehouse.Service.InDatabaseAsync(
            (WarehouseDb db) => QueryPlan.OfAsync(db, ListUnplacedUnits.Of(db, [Shop, ""], null).OrderBy(x => x.Id))
        );

        plan.ShouldContain(x => x.Contains("IX_Units_StorefrontId_Id"), string.Join('\n', plan));
    }

    private Task<List<JsonNode>> UnplacedAsync(string role, params string[] storefronts) =>
        UnplacedAsync(role, 200, storefronts);

    private async Task<List<JsonNode>> UnplacedAsync(string role, int limit, params string[] storefronts)
    {
        using var client = warehouse.Service.As(role, storefronts);
        List<JsonNode> all = [];
        for (var next = ""; next is not null; )
        {
            var page = await client.AskAsync($"/v1/warehouse/units/unplaced?limit={limit}{next}").ShouldBeOkAsync();
            all.AddRange(page["items"]!.AsArray().Select(x => x!));
            next = page.Text("next") is { } cursor ? $"&after={cursor}" : null;
        }
        return all;
    }

    private static Guid UnitIdOf(JsonNode answer) => (Guid)answer["unitIds"]![0]!;

    private static Guid IdOf(JsonNode unit) => (Guid)unit["unitId"]!;
}
