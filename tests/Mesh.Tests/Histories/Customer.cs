using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>Orders and requests, and changes what was requested; the storefront calls for them.</summary>
internal sealed class Customer(HistoryWorld world)
{
    private const int MaxReturns = 3;

    private readonly List<string> _bulks = [];
    private int _mails;

    private bool HasRequestedEnough => world.Returns.Count + _bulks.Count >= MaxReturns;

    public Task PutAnyOrderAsync() => PutOrderAsync(world.Pick(world.Orders));

    /// <summary>Puts or corrects an order: the address and language are others each time.</summary>
    public async Task PutOrderAsync(Purchase order)
    {
        await world.CallAsync(
            HttpMethod.Put,
            $"/v1/orders/{order.Number}",
            "storefront",
            new
            {
                currency = world.Currency,
                deliveredAt = world.Mesh.Began.AddDays(-1),
                customer = new
                {
                    reference = world.CustomerReference,
                    email = $"customer-{world.Seed}-{++_mails}@example.org",
                    locale = _mails % 2 == 0 ? "zh-CN" : "en",
                },
                shipping = new { amount = Purchase.Postage },
                lines = order.Lines.Select(x => new
                {
                    lineId = x.Piece.LineId,
                    sku = x.Piece.Sku,
                    quantity = x.Quantity,
                    unitPrice = x.Price,
                    set = x.Set,
                }),
                payments = order.Payments,
            }
        );
    }

    /// <summary>Of one order, or of several; sometimes as it was quoted just before.</summary>
    public async Task RequestAsync()
    {
        if (HasRequestedEnough)
        {
            return;
        }
        var own = world.Pick(world.Orders);
        List<AskedLine> asked = SomeLines(own);
        foreach (var other in world.Orders.Where(x => x != own && world.Random.Next(4) > 0))
        {
            asked.AddRange(SomeLines(other));
        }
        var channel = world.Pick("web", "phone");
        var quoted = world.Random.Next(3) == 0 ? await QuoteAsync(own.Number, channel, asked) : null;
        var answer = await world.CallAsync(
            HttpMethod.Post,
            "/v1/returns",
            "storefront",
            new
            {
                orderNumber = own.Number,
                channel,
                lines = asked,
                quoteId = quoted?.Id,
            },
            needsKey: true
        );
        if (answer.Status == HttpStatusCode.Created)
        {
            var it = new Requested((string)answer.Json!["id"]!) { Quoted = quoted };
            it.Lines.AddRange(asked.Select(x => new RequestedLine(x.OrderNumber, x.LineId, x.Reason, x.Quantity)));
            world.Returns.Add(it);
        }
    }

    /// <summary>The same, answered later.</summary>
    public async Task RequestInBulkAsync()
    {
        if (HasRequestedEnough)
        {
            return;
        }
        List<AskedLine> asked = [.. world.Orders.SelectMany(SomeLines)];
        var answer = await world.CallAsync(
            HttpMethod.Post,
            "/v1/returns/bulk",
            "storefront",
            new { channel = "email", lines = asked },
            needsKey: true
        );
        if (answer.Status == HttpStatusCode.Accepted)
        {
            _bulks.Add((string)answer.Json!["id"]!);
        }
    }

    /// <summary>What became of the requests in bulk.</summary>
    public async Task FindBulkReturnsAsync()
    {
        foreach (var bulk in _bulks)
        {
            foreach (
                var accepted in (await world.ListAsync($"/v1/returns/bulk/{bulk}", "storefront"))
                    .Where(x => (string?)x["returnId"] is not null)
                    .GroupBy(x => (string)x["returnId"]!)
            )
            {
                var it = new Requested(accepted.Key);
                it.Lines.AddRange(accepted.Select(LineOf));
                world.Returns.Add(it);
            }
        }
        _bulks.Clear();
    }

    public async Task CancelAsync()
    {
        if (world.AnyReturn() is { } it)
        {
            await world.CallAsync(HttpMethod.Post, $"/v1/returns/{it.Id}/cancel", "storefront", new { });
        }
    }

    /// <summary>Withdraws a piece.</summary>
    public async Task ReduceAsync()
    {
        if (world.AnyReturn() is not { } it)
        {
            return;
        }
        var line = world.Pick(it.Lines);
        if (it.Lines.Sum(x => x.Quantity) == 1)
        {
            return;
        }
        var answer = await world.CallAsync(
            HttpMethod.Patch,
            $"/v1/returns/{it.Id}",
            "storefront",
            new
            {
                lines = new[]
                {
                    new
                    {
                        orderNumber = line.OrderNumber,
                        lineId = line.LineId,
                        reason = line.Reason,
                        quantity = line.Quantity - 1,
                    },
                },
            }
        );
        if (answer.Status == HttpStatusCode.OK)
        {
            it.Lines.Clear();
            it.Lines.AddRange(answer.Json!["lines"]!.AsArray().Select(x => LineOf(x!)));
        }
    }

    /// <summary>Asks for another look at what is counted of their returns.</summary>
    public Task AppealAsync() =>
        world.CallAsync(
            HttpMethod.Post,
            $"/v1/customers/{world.CustomerReference}/standing/appeal",
            "storefront",
            new { text = "They did not fit." }
        );

    private async Task<Quoted> QuoteAsync(string order, string channel, List<AskedLine> lines)
    {
        var body = new
        {
            orderNumber = order,
            channel,
            lines,
        };
        var answer = (await world.CallAsync(HttpMethod.Post, "/v1/returns/quote", "storefront", body)).Json!;
        var quoted = answer["lines"]!.AsArray();
        return new(
            (string)answer["decisionId"]!,
            quoted.Sum(x => (long)x!["refund"]!),
            quoted.Sum(x => (long)x!["storeCreditBonus"]!)
        );
    }

    private List<AskedLine> SomeLines(Purchase order) =>
        [
            .. order
                .Lines.Where(_ => world.Random.Next(3) > 0)
                .DefaultIfEmpty(order.Lines[0])
                .Select(x => new AskedLine(
                    order.Number,
                    x.Piece.LineId,
                    world.Random.Next(1, x.Quantity + 1),
                    world.Pick(Reasons.Defective, Reasons.Defective, Reasons.WrongItem, Reasons.TooSmall),
                    world.Pick(Resolutions.Refund, Resolutions.Refund, Resolutions.StoreCredit)
                )),
        ];

    private static RequestedLine LineOf(JsonNode line) =>
        new((string)line["orderNumber"]!, (string)line["lineId"]!, (string)line["reason"]!, (int)line["quantity"]!);

    private sealed record AskedLine(string OrderNumber, string LineId, int Quantity, string Reason, string Resolution);
}
