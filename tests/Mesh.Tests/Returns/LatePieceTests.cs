using System.Net;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Saga;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>A piece that its return has given up comes after all, when its order may have changed.</summary>
public sealed class LatePieceTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_late_piece_is_taken_only_while_its_order_has_the_amounts_that_the_return_promised()
    {
        await PutAsync("L", 1000, HttpStatusCode.Created);
        var id = await RequestAsync("L");
        await SendAsync($"/v1/returns/{id}/cancel", "storefront", HttpStatusCode.OK);
        await returns.PublishAsync(new ParcelNotSeen(id, "demo", 99));
        await UntilAsync(id, x => x.Status == "cancelled");
        await PutAsync("L", 900, HttpStatusCode.OK);

        var unit = new ReceivedUnit(Guid.NewGuid(), "L", "x", "s");
        await returns.PublishAsync(
            new ReceiptClosed(id, "demo", 1, Guid.NewGuid(), [unit], [], true, ReturnsFixture.Now)
        );
        await UntilAsync(id, x => x.AttentionReason == AttentionReasons.OrderChanged);
        await SendAsync($"/v1/returns/{id}/rounds", "agent", HttpStatusCode.Conflict);

        await PutAsync("L", 1000, HttpStatusCode.OK);
        var before = (await OrderAsync("L")).Version;
        await SendAsync($"/v1/returns/{id}/rounds", "agent", HttpStatusCode.OK);

        // Who corrects the order at the same time begins anew, and then sees the return.
        (await OrderAsync("L")).Version.ShouldBe(before + 1);
        await PutAsync("L", 900, HttpStatusCode.Conflict);
    }

    private async Task PutAsync(string number, int unitPrice, HttpStatusCode status)
    {
        var answer = await returns.SendAsync(
            HttpMethod.Put,
            $"/v1/orders/{number}",
            new
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
                        unitPrice,
                    },
                },
                payments = new[]
                {
                    new
                    {
                        reference = $"late-{number}",
                        method = "card",
                        captured = 1000,
                    },
                },
            }
        );
        answer.Status.ShouldBe(status, answer.Body.ToJsonString());
    }

    private async Task<Guid> RequestAsync(string order)
    {
        using var client = returns.Service.As("storefront", "demo");
        var (status, made) = await client.PostWithKeyAsync(
            "/v1/returns",
            new
            {
                orderNumber = order,
                channel = "web",
                lines = new[]
                {
                    new
                    {
                        lineId = "x",
                        quantity = 1,
                        reason = "too_small",
                        resolution = "refund",
                    },
                },
            }
        );
        status.ShouldBe(HttpStatusCode.Created, made.ToJsonString());
        return Guid.Parse(made.Text("id")!);
    }

    private async Task SendAsync(string path, string role, HttpStatusCode status)
    {
        var answer = await returns.SendAsync(HttpMethod.Post, path, role: role);
        answer.Status.ShouldBe(status, answer.Body.ToJsonString());
    }

    private Task UntilAsync(Guid id, Func<Return, bool> such) =>
        Eventually.IsTrueAsync(
            () =>
                returns.Service.InDatabaseAsync<ReturnsDb, bool>(async db =>
                    such(await db.Returns.AsNoTracking().SingleAsync(x => x.CorrelationId == id, Cancelled))
                ),
            TimeSpan.FromSeconds(60)
        );

    private Task<Order> OrderAsync(string number) =>
        returns.Service.InDatabaseAsync<ReturnsDb, Order>(db =>
            db.Orders.AsNoTracking().SingleAsync(x => x.Number == number, Cancelled)
        );
}
