namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>What finance decides, and what banks do with money.</summary>
internal sealed class Finance(HistoryWorld world)
{
    private List<PurchasePayment> Payments => [.. world.Orders.SelectMany(x => x.Payments)];

    public async Task DecideAsync()
    {
        if (world.AnyReturn() is { } it)
        {
            await DecideAsync(it);
        }
    }

    /// <summary>Approves or refuses what waits for that, and pays again what failed.</summary>
    public async Task DecideAsync(Requested it)
    {
        foreach (var refund in await world.ListAsync($"/v1/refunds?returnId={it.Id}", "finance"))
        {
            var path = $"/v1/refunds/{refund["id"]}";
            if ((string?)refund["waitingFor"] == "approval")
            {
                var refuses = world.Random.Next(5) == 0;
                await world.CallAsync(
                    HttpMethod.Post,
                    refuses ? $"{path}/refuse" : $"{path}/approve",
                    "finance",
                    refuses ? new { reason = "not owed" } : null,
                    needsKey: true
                );
            }
            else if ((string)refund["status"]! is "failed" or "reversed")
            {
                await world.CallAsync(
                    HttpMethod.Post,
                    $"{path}/pay-again",
                    "finance",
                    new { note = "the bank is back" },
                    needsKey: true
                );
            }
        }
    }

    /// <summary>Money that was paid comes back.</summary>
    public async Task ReverseAsync()
    {
        // Where there is any, of those that something was paid to.
        var paid = Payments.FindAll(x => world.Mesh.Provider.PaidTo(x.Reference) > 0);
        var payment = world.Pick(paid.Count > 0 ? paid : Payments).Reference;
        List<string> parts = [.. world.Mesh.Provider.Paid.Where(x => x.Value.Payment == payment).Select(x => x.Key)];
        world.Mesh.Provider.Reverse(payment);
        foreach (var reference in parts)
        {
            await world.CallAsync(HttpMethod.Post, "/v1/webhooks/sandbox", "admin", new { reference });
        }
    }

    /// <summary>The bank takes back some of what the customer paid.</summary>
    public async Task ChargeBackAsync()
    {
        var payment = world.Pick(Payments);
        if (world.Random.Next(3) > 0 || world.Returns.Count == 0)
        {
            return;
        }
        await world.CallAsync(
            HttpMethod.Post,
            $"/v1/payments/{payment.Reference}/adjustments",
            "finance",
            new
            {
                kind = "chargeback",
                amount = world.Random.NextInt64(1, payment.Captured + 1),
                currency = world.Currency,
                reference = $"cb-{world.Id()}",
                storefrontId = world.Storefront,
            },
            needsKey: true
        );
    }
}
