using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Documents;

/// <summary>What README and docs say to run is run.</summary>
public sealed class DocumentedCommandsTests(DocumentedMesh mesh) : IClassFixture<DocumentedMesh>
{
    [Fact]
    public async Task The_seven_calls_of_the_readme_end_with_exactly_37_49_euros_refunded()
    {
        var output = await mesh.RunAsync("deploy/try-it");

        output.ShouldContain("\"status\":\"succeeded\",\"amount\":3749,\"currency\":\"EUR\"");
        output.ShouldContain("37.49 EUR went back");
    }

    [Fact]
    public async Task The_seven_calls_fail_where_nothing_answers()
    {
        var (code, output) = await mesh.TryAsync($"MESH_URL=http://127.0.0.1:{FreePort.Next()} deploy/try-it");

        code.ShouldNotBe(0);
        output.ShouldContain("nothing answers");
    }

    [Fact]
    public async Task Demo_data_has_returns_in_every_state_that_needs_no_time_to_pass()
    {
        var output = await mesh.RunAsync("deploy/seed");

        var states = output
            .Split('\n')
            .Skip(1)
            .TakeWhile(x => x.Length > 0)
            .Select(x => x[40..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
            .ToList();
        states.Count.ShouldBe(15);
        states
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(["awaiting_parcel", "completed", "inspecting", "receiving", "settling"]);
        using var api = new MeshApi(mesh.Address);
        foreach (var waiting in new[] { "approval", "bank_account" })
        {
            var refunds = await api.GetAsync($"/v1/refunds?waiting={waiting}", "local-finance");
            refunds.ShouldBe(HttpStatusCode.OK);
            refunds.Json!["items"]!.AsArray().ShouldNotBeEmpty();
        }
        foreach (var status in new[] { "submitted", "succeeded", "failed", "reversed" })
        {
            var refunds = await api.GetAsync($"/v1/refunds?status={status}", "local-finance");
            refunds.Json!["items"]!.AsArray().ShouldNotBeEmpty(status);
        }
    }

    [Theory]
    [InlineData("docs/money.md")]
    [InlineData("docs/finance-day.md")]
    public async Task The_commands_of_a_document_run_as_they_stand_there(string document)
    {
        await mesh.RunAsync("deploy/make-refund 1000 card");

        await mesh.RunBlocksAsync(document);
    }

    [Fact]
    public async Task The_walk_of_the_readme_shows_an_expiry_and_the_seven_calls_still_work_after_it()
    {
        // Other documents cannot share a mesh whose clock moves.
        await using var own = new DocumentedMesh();
        await own.InitializeAsync();

        (await own.RunBlocksAsync("README.md")).ShouldContain("\"status\":\"expired\"");

        (await own.RunAsync("deploy/try-it")).ShouldContain("37.49 EUR went back");
    }

    [Theory]
    [InlineData("1-return")]
    [InlineData("2-finance")]
    [InlineData("3-operations")]
    public Task The_requests_of_an_http_file_run_in_order(string file) =>
        new HttpFile(Repository.Read($"docs/http/{file}.http"), mesh.Address).RunAsync();
}
