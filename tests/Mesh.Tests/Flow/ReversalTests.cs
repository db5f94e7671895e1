using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class ReversalTests(LocalMesh mesh)
{
    [Fact]
    public async Task Money_that_comes_back_parks_the_return_and_customer_and_finance_see_it()
    {
        var journey = new Journey(mesh.Api, $"R-{Guid.NewGuid():N}"[..14] + "-reversed");
        await journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("a", 1, 1000)));
        await journey.RequestAsync(Journey.Ask("a", 1));
        await journey.ScanAsync();
        await journey.UnitAsync("a");
        await journey.CloseAsync();
        await journey.JudgeAsync();

        var it = await journey.UntilStatusAsync("under_review");

        ((string?)it["refunds"]![0]!["status"]).ShouldBe("reversed");
        (await journey.TimelineAsync()).ShouldContain("refund_reversed");
        var refunds = await mesh.Api.GetAsync($"/v1/refunds?returnId={journey.ReturnId}", "local-finance");
        ((string?)refunds.Json!["items"]![0]!["status"]).ShouldBe("reversed");
        var stuck = await mesh.Api.GetAsync("/v1/ops/stuck?kind=parked&limit=200", "local-admin");
        stuck.Text.ShouldContain(journey.ReturnId);
        await Eventually.IsTrueAsync(
            () =>
                Directory.GetFiles(mesh.Outbox, "*.eml").Count(x => File.ReadAllText(x).Contains(journey.OrderNumber))
                == 5,
            TimeSpan.FromSeconds(30),
            () => "The customer was not told."
        );
    }
}
