using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class ReversalTests(LocalMesh mesh)
{
    [Fact]
    public async Task A_reversed_refund_is_parked_and_customer_and_finance_see_it()
    {
        var journey = new Journey(mesh.Api, $"R-{Guid.NewGuid():N}"[..14] + "-reversed");
        await journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("a", 1, 1000)));
        await journey.RequestAsync(Journey.Ask("a", 1));
        await journey.ScanAsync();
        await journey.UnitAsync("a");
        await journey.CloseAsync();
        await journey.JudgeAsync();

        var it = await journey.UntilAttentionAsync("refund_reversed");

        ((string?)it["refunds"]![0]!["status"]).ShouldBe("reversed");
        (await journey.TimelineAsync()).ShouldContain("refund_reversed");
        var refunds = await mesh.Api.GetAsync($"/v1/refunds?returnId={journey.ReturnId}", "local-finance");
        ((string?)refunds.Json!["items"]![0]!["status"]).ShouldBe("reversed");
        var stuck = await mesh.Api.GetAsync("/v1/ops/stuck?kind=parked&limit=200", "local-admin");
        stuck.Text.ShouldContain(journey.ReturnId);
        await Eventually.IsTrueAsync(
            () =>
                Directory
                    .GetFiles(mesh.MailFolder, "*.eml")
                    .Count(x => File.ReadAllText(x).Contains(journey.OrderNumber)) == 5,
            TimeSpan.FromSeconds(30),
            () => "The customer was not told."
        );
    }

    [Fact]
    public async Task A_reversed_refund_is_paid_again_on_finances_order()
    {
        var journey = new Journey(mesh.Api, $"R-{Guid.NewGuid():N}"[..14]);
        await journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("a", 1, 1000)));
        await journey.RequestAsync(Journey.Ask("a", 1));
        await journey.ScanAsync();
        await journey.UnitAsync("a");
        await journey.CloseAsync();
        await journey.JudgeAsync();
        var it = await journey.UntilStatusAsync("completed");
        using var provider = new HttpClient { BaseAddress = mesh.Sandbox };
        var paid = await provider.GetFromJsonAsync<JsonArray>($"/v1/refunds?payment={journey.Payment}");
        await provider.PostAsync($"/v1/refunds/{paid![0]!["reference"]}/reversal", null);
        await journey.UntilAttentionAsync("refund_reversed");

        var again = $"/v1/refunds/{it["refunds"]![0]!["id"]}/pay-again";
        await Eventually.IsTrueAsync(
            async () =>
                (
                    await mesh.Api.PostAsync(
                        again,
                        "local-finance",
                        new { note = "asked for the bank" },
                        journey.OrderNumber
                    )
                ).Status == HttpStatusCode.OK,
            TimeSpan.FromSeconds(30)
        );

        it = await journey.UntilStatusAsync("completed");
        ((string?)it["refunds"]![0]!["status"]).ShouldBe("succeeded");
        (await journey.TimelineAsync()).ShouldContain("refunded_again");
        var lines = (await provider.GetStringAsync("/v1/settlement.csv")).Split("\r\n");
        var ours = lines.Where(x => x.Contains(journey.Payment, StringComparison.Ordinal)).ToList();
        ours.ConvertAll(x => x.Split(',')[4]).ShouldBe(["refund", "refund_reversal", "refund"]);
        var file = string.Join("\r\n", [lines[0], .. ours]);
        var imported = await mesh.Api.SendAsync(
            HttpMethod.Post,
            "/v1/settlements?provider=sandbox&storefrontId=demo",
            "local-finance",
            change: x => x.Content = new StringContent(file, Encoding.UTF8, "text/csv")
        );
        imported.Text.ShouldContain("\"ignored\":0");
        await Eventually.IsTrueAsync(
            () =>
                Directory
                    .GetFiles(mesh.MailFolder, "*.eml")
                    .Select(File.ReadAllText)
                    .Any(x => x.Contains(journey.OrderNumber) && x.Contains("We have now paid it again")),
            TimeSpan.FromSeconds(30),
            () => "The customer was not told."
        );
    }
}
