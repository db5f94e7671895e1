using System.Net;
using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>The demo storefront: orders of one line <c>x</c>, and what is asked back of it.</summary>
internal sealed class Shop(MeshApi api)
{
    public static string NewOrder() => $"B-{Guid.NewGuid():N}"[..14];

    public static object Request(string order, string line, int quantity = 1, string reason = "too_small") =>
        new
        {
            orderNumber = order,
            channel = "web",
            lines = new[] { Journey.Ask(line, quantity, reason) },
        };

    public static object Order(int quantity, long price, string currency = "EUR") =>
        new
        {
            currency,
            deliveredAt = DateTimeOffset.UtcNow.AddDays(-2),
            lines = new[] { Journey.Line("x", quantity, price) },
            payments = new[]
            {
                new
                {
                    reference = "pay",
                    method = "card",
                    captured = 100_000,
                },
            },
        };

    public async Task<string> OrderedAsync(int quantity)
    {
        var number = NewOrder();
        (await api.PutOrderAsync(number, Order(quantity, 1000))).ShouldBe(HttpStatusCode.Created);
        return number;
    }

    /// <summary>Nothing was changed: the units can still all be asked for.</summary>
    public async Task StillFreeAsync(string number, int quantity) =>
        (await api.RequestReturnAsync(Request(number, "x", quantity))).ShouldBe(HttpStatusCode.Created);
}
