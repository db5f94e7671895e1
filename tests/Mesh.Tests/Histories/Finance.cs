using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>What finance decides, and what banks do with money.</summary>
internal sealed class Finance(HistoryWorld world)
{
    private readonly List<(string Payment, long Amount, string Reference)> _chargebacks = [];

    private List<PurchasePayment> Payments => [.. world.Orders.SelectMany(x => x.Payments)];

    public async Task DecideAsync()
    {
        if (world.AnyReturn() is { } it)
        {
            await DecideAsync(it);
        }
    }

    /// <summary>Approves or refuses what waits for that, and pays again what failed, and sometimes what its payments could not give.</summary>
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
            else if (
                (string)refund["status"]! is "failed" or "reversed"
                || ((string)refund["status"]! == "succeeded" && (long)refund["shortfall"]! > 0)
            )
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
        var (amount, reference) = (world.Random.NextInt64(1, payment.Captured + 1), $"cb-{world.Id()}");
        await AdjustAsync("chargeback", payment.Reference, amount, reference);
        _chargebacks.Add((payment.Reference, amount, reference));
    }

    /// <summary>The bank gives back what it took, or some of it.</summary>
    public async Task WinAsync()
    {
        if (_chargebacks.Count > 0)
        {
            var (payment, amount, reference) = world.Pick(_chargebacks);
            await AdjustAsync("chargeback_won", payment, world.Random.NextInt64(1, amount + 1), reference);
        }
    }

    private Task<Answer> AdjustAsync(string kind, string payment, long amount, string reference) =>
        world.CallAsync(
            HttpMethod.Post,
            $"/v1/payments/{payment}/adjustments",
            "finance",
            new
            {
                kind,
                amount,
                currency = world.Currency,
                reference,
                storefrontId = world.Storefront,
            },
            needsKey: true
        );
}
