using System.Net;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>What left a payment counts whoever owns it, and however often it is assigned.</summary>
public sealed class OwnerChangeTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    private const long Captured = 1000;
    private static readonly string[] Shops = ["shop-a", "shop-b", "shop-c"];

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Refunds_chargebacks_and_refunds_elsewhere_count_after_any_number_of_assignments()
    {
        var payment = Paid(Captured);
        await PayAsync(payment, Shops[0], 100);
        await PayAsync(payment, Shops[1], 1);
        await AdjustAsync(payment, Shops[0], "chargeback", 400);
        await AdjustAsync(payment, Shops[0], "refunded_elsewhere", 300);

        foreach (var shop in new[] { Shops[1], Shops[0], Shops[2], Shops[1], Shops[0], Shops[0] })
        {
            await AssignAsync(payment, shop);

            (await RemainingCapAsync(payment)).ShouldBe(shop == Shops[2] ? 0 : 200, $"assigned to {shop}");
        }
        await PayAsync(payment, Shops[2], 1);
        await AssignAsync(payment, Shops[2]);
        (await RemainingCapAsync(payment)).ShouldBe(200, "an order of the storefront names it now");
    }

    [Fact]
    public async Task Refunds_elsewhere_that_an_earlier_owners_order_reports_still_count()
    {
        var payment = Paid(Captured, refunded: 300);
        await PayAsync(payment, Shops[0], 100);
        await PayAsync(payment with { Refunded = 0 }, Shops[1], 1);

        await AssignAsync(payment, Shops[1]);
        await PayAsync(payment with { Refunded = 50 }, Shops[1], 100);

        (await RemainingCapAsync(payment)).ShouldBe(500);
    }

    [Fact]
    public async Task A_refund_of_an_earlier_owner_that_came_back_can_be_refunded_by_the_present_owner()
    {
        var payment = Paid(Captured);
        var refund = Of(700, payment) with { StorefrontId = Shops[0] };
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        await PayAsync(payment, Shops[1], 1);
        await AssignAsync(payment, Shops[1]);
        (await RemainingCapAsync(payment)).ShouldBe(300);

        refunds.Provider.Reverse(payment.Reference);
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.RefundParts.Where(x => x.RefundId == refund.RefundId)
                .ExecuteUpdateAsync(x =>
                    x.SetProperty(row => row.DueAt, DateTimeOffset.UnixEpoch)
                        .SetProperty(row => row.Version, row => row.Version + 1)
                )
        );
        await refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId);

        (await RemainingCapAsync(payment)).ShouldBe(Captured);
        var caps = await refunds.Service.HearAsync<PaymentCapChanged>(x =>
            x is { CapReduction: 0, StorefrontId: "shop-b" } && x.Payment == payment.Reference
        );
        caps.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task One_event_that_both_storefronts_reported_counts_once_and_two_under_one_name_count_both()
    {
        var payment = Paid(Captured);
        await PayAsync(payment, Shops[0], 100);
        await PayAsync(payment, Shops[1], 1);
        var (same, other) = ($"du_{Guid.NewGuid():N}", $"du_{Guid.NewGuid():N}");
        await AdjustAsync(payment, Shops[0], "chargeback", 200, same);
        await AdjustAsync(payment, Shops[1], "chargeback", 200, same);
        await AdjustAsync(payment, Shops[0], "chargeback", 50, other);
        await AdjustAsync(payment, Shops[0], "chargeback_won", 50, other);
        await AdjustAsync(payment, Shops[1], "chargeback", 30, other);

        await AssignAsync(payment, Shops[1]);

        (await RemainingCapAsync(payment)).ShouldBe(Captured - 100 - 200 - 30);
        await refunds.Service.InDatabaseAsync<RefundDb, int>(async db =>
        {
            (
                await db.Discrepancies.SingleAsync(x =>
                    x.Payment == payment.Reference && x.StorefrontId == Shops[1] && x.Kind == DiscrepancyKind.Amount
                )
            ).Expected.ShouldBe(30);
            await BooksAgree.BalanceAsync(db);
            return 0;
        });
    }

    [Fact]
    public async Task No_more_than_was_captured_leaves_a_payment_and_its_cap_is_what_is_left()
    {
        for (var seed = Cases.Seed; seed < Cases.Seed + 25; seed++)
        {
            await RunCaseAsync(seed);
        }
        await refunds.Service.InDatabaseAsync<RefundDb, int>(async db =>
        {
            await BooksAgree.BalanceAsync(db);
            await BooksAgree.CapsCountPartsAsync(db);
            return 0;
        });
    }

    private async Task RunCaseAsync(int seed)
    {
        var random = new Random(seed);
        var payment = Paid(Captured);
        string[] shops = [.. Shops.Select(x => $"{x}-{seed}-{Guid.NewGuid():N}")];
        // The first becomes the owner; the refunds of the others are declined.
        foreach (var shop in shops)
        {
            await RefundAsync(payment, shop, 1);
        }
        var (owner, elsewhere) = (shops[0], 0L);
        Dictionary<string, long> chargebacks = [];
        Dictionary<string, long> won = [];
        for (var step = 0; step < 12; step++)
        {
            var before = await RemainingCapAsync(payment);
            var amount = before == 0 ? 0 : random.NextInt64(1, before + 1);
            switch (random.Next(7))
            {
                case 0:
                    await RefundAsync(payment, shops[random.Next(3)], random.Next(1, 400));
                    break;
                case 1 when amount > 0:
                    var chargeback = $"du_{Guid.NewGuid():N}";
                    await AdjustAsync(payment, owner, "chargeback", amount, chargeback);
                    await AdjustAsync(payment, owner, "chargeback", amount, chargeback);
                    chargebacks[chargeback] = amount;
                    break;
                case 2 when amount > 0:
                    await AdjustAsync(payment, owner, "refunded_elsewhere", amount);
                    elsewhere += amount;
                    break;
                case 3 when chargebacks.Count > won.Count:
                    var open = chargebacks.Keys.First(x => !won.ContainsKey(x));
                    won[open] = random.NextInt64(1, chargebacks[open] + 1);
                    await AdjustAsync(payment, owner, "chargeback_won", won[open], open);
                    break;
                default:
                    owner = shops[random.Next(3)];
                    await AssignAsync(payment, owner);
                    break;
            }
            var (left, committed) = await StateAsync(payment);
            var gone = committed + elsewhere + chargebacks.Values.Sum() - won.Values.Sum();
            gone.ShouldBeLessThanOrEqualTo(Captured, $"seed {seed}, step {step}");
            left.ShouldBe(Captured - gone, $"seed {seed}, step {step}");
        }
        var expected = chargebacks.Values.Sum() - won.Values.Sum();
        (await ChargebacksAsync(owner)).ShouldBe(
            expected,
            $"seed {seed}: the chargebacks are in the ledger of the owner"
        );
        foreach (var other in shops.Where(x => x != owner))
        {
            (await ChargebacksAsync(other)).ShouldBe(0, $"seed {seed}: and in no other ledger");
        }
    }

    private Task RefundAsync(CapturedPayment payment, string shop, long amount) =>
        refunds.Service.DeliverAsync(Of(amount, payment) with { StorefrontId = shop, PayWhatIsLeft = true });

    /// <summary>The same, until it has ended: what is only planned is cancelled when the payment is assigned.</summary>
    private async Task PayAsync(CapturedPayment payment, string shop, long amount)
    {
        var refund = Of(amount, payment) with { StorefrontId = shop, PayWhatIsLeft = true };
        await refunds.Service.SendAsync(refund);
        await Eventually.IsTrueAsync(
            () =>
                refunds.Service.InDatabaseAsync<RefundDb, bool>(async db =>
                    (
                        await db.Refunds.Include(x => x.Parts).SingleOrDefaultAsync(x => x.Id == refund.RefundId)
                    )?.HasEnded == true
                ),
            TimeSpan.FromSeconds(30)
        );
    }

    private async Task AdjustAsync(
        CapturedPayment payment,
        string shop,
        string kind,
        long amount,
        string? reference = null
    )
    {
        using var finance = refunds.Service.As("finance", shop);
        var (status, body) = await finance.PostAdjustmentAsync(payment.Reference, kind, amount, reference);
        status.ShouldBeOneOf([HttpStatusCode.Created, HttpStatusCode.OK], body.ToJsonString());
    }

    private async Task AssignAsync(CapturedPayment payment, string to)
    {
        var owner = await refunds.Service.InDatabaseAsync<RefundDb, string?>(async db =>
            (await db.PaymentsAtProvider.AsNoTracking().SingleAsync(x => x.Reference == payment.Reference)).Owner
        );
        using var finance = refunds.Service.As("finance", to, owner!);
        var (status, body) = await finance.PostWithKeyAsync(
            $"/v1/payments/{payment.Reference}/assign",
            new { storefrontId = to, note = "it is theirs" }
        );
        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
    }

    private async Task<long> RemainingCapAsync(CapturedPayment payment) => (await StateAsync(payment)).RemainingCap;

    /// <summary>What the owner's row has left, and what all storefronts have refunded and have on its way.</summary>
    private Task<(long RemainingCap, long Committed)> StateAsync(CapturedPayment payment) =>
        refunds.Service.InDatabaseAsync<RefundDb, (long, long)>(async db =>
        {
            var owner = (
                await db.PaymentsAtProvider.AsNoTracking().SingleAsync(x => x.Reference == payment.Reference)
            ).Owner;
            var rows = await db.Payments.AsNoTracking().Where(x => x.Reference == payment.Reference).ToListAsync();
            return (rows.Single(x => x.StorefrontId == owner).RemainingCap, rows.Sum(x => x.Committed));
        });

    private Task<long> ChargebacksAsync(string shop) =>
        refunds.Service.InDatabaseAsync<RefundDb, long>(db =>
            db.AccountBalances.Where(x => x.StorefrontId == shop && x.Account == "chargebacks").SumAsync(x => x.Amount)
        );
}
