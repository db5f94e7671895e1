using System.Net;
using AfterSalesMesh.Mesh.Tests.Returns;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Operations;

/// <summary>A return whose nudge fails, because its row is broken.</summary>
public sealed class FailedNudgeTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private const string Failures = "/v1/ops/failures/returns";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_nudge_is_listed_for_the_admins_of_its_storefront_only()
    {
        var id = await RequestAsync("nudged");
        await returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
            db.Returns.Where(x => x.CorrelationId == id)
                .ExecuteUpdateAsync(
                    x => x.SetProperty(y => y.State, "Nowhere").SetProperty(y => y.DueAt, ReturnsFixture.Now),
                    Cancelled
                )
        );
        using var admin = returns.Service.As(Roles.Admin, "nudged");
        using var other = returns.Service.As(Roles.Admin, "other");

        await Eventually.IsTrueAsync(async () => await CountAsync(admin, id) == 1, TimeSpan.FromSeconds(60));

        (await CountAsync(other, id)).ShouldBe(0);
    }

    private static async Task<int> CountAsync(HttpClient admin, Guid id) =>
        (await admin.AskAsync($"{Failures}?returnId={id}").ShouldBeOkAsync())["items"]!.AsArray().Count;

    private async Task<Guid> RequestAsync(string shop)
    {
        var order = new
        {
            currency = "EUR",
            deliveredAt = ReturnsFixture.Now.AddDays(-1),
            lines = new[]
            {
                new
                {
                    lineId = "x",
                    sku = "s",
                    quantity = 1,
                    unitPrice = 1000,
                },
            },
            payments = new[]
            {
                new
                {
                    reference = "nudged",
                    method = "card",
                    captured = 1000,
                },
            },
        };
        var put = await returns.SendAsync(HttpMethod.Put, "/v1/orders/1", order, storefronts: shop);
        put.Status.ShouldBe(HttpStatusCode.Created, put.Body.ToJsonString());
        using var client = returns.Service.As(Roles.Storefront, shop);
        var lines = new[]
        {
            new
            {
                lineId = "x",
                quantity = 1,
                reason = "too_small",
                resolution = "refund",
            },
        };
        var (status, made) = await client.PostWithKeyAsync(
            "/v1/returns",
            new
            {
                orderNumber = "1",
                channel = "web",
                lines,
            }
        );
        status.ShouldBe(HttpStatusCode.Created, made.ToJsonString());
        return Guid.Parse(made.Text("id")!);
    }
}
