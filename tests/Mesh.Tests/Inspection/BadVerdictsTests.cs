using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Inspection.InspectionFixture;

namespace AfterSalesMesh.Mesh.Tests.Inspection;

public sealed class BadVerdictsTests(InspectionFixture inspection) : IClassFixture<InspectionFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => inspection.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_unit_of_another_inspection_is_refused()
    {
        var (mine, other) = (await inspection.AskAsync(1), await inspection.AskAsync(1));
        await inspection
            .JudgeAsync(mine, Verdict(mine.Units[0], "A"), Verdict(other.Units[0], "A"))
            .ShouldBeProblemAsync(422, "unit_not_in_inspection");
        await inspection
            .JudgeAsync(mine, Verdict(other.Units[0], "A"))
            .ShouldBeProblemAsync(422, "unit_not_in_inspection");
        await ShouldBeOpenAsync(mine.ReturnId);
        await ShouldBeOpenAsync(other.ReturnId);
    }

    [Fact]
    public async Task A_verdict_must_cover_every_unit()
    {
        var asked = await inspection.AskAsync(2);
        await inspection.JudgeAsync(asked, Verdict(asked.Units[0], "A")).ShouldBeProblemAsync(422, "units_missing");
        await ShouldBeOpenAsync(asked.ReturnId);
    }

    [Fact]
    public async Task A_verdict_can_be_repeated_but_not_changed()
    {
        var asked = await inspection.AskAsync(1);
        await inspection.JudgeAsync(asked, Verdict(asked.Units[0], "A")).ShouldBeOkAsync();
        await inspection.JudgeAsync(asked, Verdict(asked.Units[0], "A", "restock")).ShouldBeOkAsync();
        object[] others =
        [
            Verdict(asked.Units[0], "B"),
            Verdict(asked.Units[0], "A", "outlet"),
            Verdict(asked.Units[0], "A", null, "a note"),
        ];
        foreach (var other in others)
        {
            await inspection.JudgeAsync(asked, other).ShouldBeProblemAsync(409, "verdict_already_given");
        }
        var unit = (await inspection.ListAsync($"?returnId={asked.ReturnId}"))["items"]![0]!["units"]![0]!;
        (unit.Text("grade"), unit.Text("disposition"), unit.Text("notes")).ShouldBe(("A", "restock", null));
    }

    [Theory]
    [InlineData("""{"units":[]}""", "invalid_request")]
    [InlineData("""{"units":[null]}""", "invalid_request")]
    [InlineData("""{"units":[{"unitId":"$","grade":"E"}]}""", "invalid_request")]
    [InlineData("""{"units":[{"unitId":"$","grade":""}]}""", "invalid_request")]
    [InlineData("""{"units":[{"unitId":"$","grade":"A","disposition":"bin"}]}""", "invalid_request")]
    [InlineData("""{"units":[{"unitId":"$","grade":"A"},{"unitId":"$","grade":"A"}]}""", "invalid_request")]
    [InlineData("""{"units":[{"unitId":"$","grade":"A","notes":"a\u0000b"}]}""", "invalid_request")]
    [InlineData("""{"units":[{"unitId":"$"}]}""", "malformed_json")]
    [InlineData("""{"units":[{"unitId":"one","grade":"A"}]}""", "malformed_json")]
    [InlineData("""{"units":null}""", "malformed_json")]
    [InlineData("""{}""", "malformed_json")]
    [InlineData("""[""", "malformed_json")]
    public async Task An_invalid_verdict_is_refused(string body, string word)
    {
        var asked = await inspection.AskAsync(1);
        body = body.Replace("$", asked.Units[0].UnitId.ToString(), StringComparison.Ordinal);
        var path = $"/v1/inspections/{asked.InspectionId}/verdict";
        await inspection.Inspector.PostRawJsonAsync(path, body).ShouldBeProblemAsync(400, word);
        await ShouldBeOpenAsync(asked.ReturnId);
    }

    [Theory]
    [InlineData("?limit=0", "invalid_request")]
    [InlineData("?limit=201", "invalid_request")]
    [InlineData("?status=waiting", "invalid_request")]
    [InlineData("?limit=many", "malformed_request")]
    [InlineData("?returnId=mine", "malformed_request")]
    [InlineData("?after=here", "malformed_request")]
    public Task An_invalid_query_is_refused(string query, string word) =>
        inspection.Inspector.AskAsync($"/v1/inspections{query}").ShouldBeProblemAsync(400, word);

    [Fact]
    public async Task Another_storefronts_inspection_is_not_found()
    {
        var asked = await inspection.AskAsync(1, "other-shop");
        await inspection.JudgeAsync(asked, Verdict(asked.Units[0], "A")).ShouldBeProblemAsync(404, "not_found");
        (await inspection.ListAsync($"?returnId={asked.ReturnId}"))["items"]!.AsArray().ShouldBeEmpty();
        await inspection.JudgeAsync(Asking(1), Verdict(asked.Units[0], "A")).ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task Only_inspectors_and_admins_may_inspect()
    {
        using var warehouse = inspection.Service.As("warehouse", Shop);
        await warehouse.AskAsync("/v1/inspections").ShouldBeProblemAsync(403, "forbidden");
        using var admin = inspection.Service.As("admin", Shop);
        await admin.AskAsync("/v1/inspections").ShouldBeOkAsync();
    }

    private async Task ShouldBeOpenAsync(Guid returnId) =>
        (await inspection.ListAsync($"?returnId={returnId}"))["items"]![0]!.Text("status").ShouldBe("open");
}
