using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.SettlementBooks;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class SettlementAdjustmentOnSqliteTests(RefundFixture refunds)
    : SettlementAdjustmentTests(refunds),
        IClassFixture<RefundFixture>;

public sealed class SettlementAdjustmentOnPostgresTests(RefundOnPostgres refunds)
    : SettlementAdjustmentTests(refunds),
        IClassFixture<RefundOnPostgres>;

/// <summary>Money that left a payment past us: chargebacks, and refunds made elsewhere.</summary>
public abstract class SettlementAdjustmentTests(RefundFixture refunds) : IAsyncLifetime
{
    private static readonly DateTimeOffset At = DateTimeOffset.UtcNow.AddDays(-5);

    // A payment belongs to one storefront, and each test has its own.
    private readonly SettlementLine _dispute = new("l1", "dp_1", 4200, At)
    {
        Payment = $"pay_{Guid.NewGuid():N}",
        Type = "chargeback",
    };

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("chargeback", "chargeback")]
    [InlineData("refund", "record_refund_elsewhere")]
    public async Task An_adjustment_recorded_by_a_resolution_is_settled_and_another_row_of_it_is_a_duplicate(
        string type,
        string resolution
    )
    {
        var books = new SettlementBooks(refunds);
        var line = _dispute with { Type = type };
        await books.UploadAsync(SettlementFile.Of([line]));
        (await ResolveAsync(books, "missing_with_us", resolution)).ShouldBe(200);

        await books.UploadAsync(SettlementFile.Of([line with { Line = "l2" }]));

        (await books.ExceptionsAsync("&status=open")).ShouldHaveSingleItem()["kind"]!.ToString().ShouldBe("duplicate");
        (await books.BalancesAsync())["suspense EUR"].ShouldBe(4200);
    }

    [Fact]
    public async Task A_chargeback_settled_in_another_currency_leaves_no_open_amount()
    {
        var books = new SettlementBooks(refunds);
        var line = _dispute with { Currency = "USD", SettledCurrency = "EUR", Net = 5400, Fee = 1500 };
        await books.UploadAsync(SettlementFile.Of([line]));

        (await ResolveAsync(books, "missing_with_us", "chargeback")).ShouldBe(200);

        (await books.BalancesAsync()).ShouldBe(
            new Dictionary<string, long>
            {
                ["chargebacks USD"] = 4200,
                ["exchange_differences USD"] = -4200,
                ["exchange_differences EUR"] = 3900,
                ["provider_fees EUR"] = 1500,
                ["bank EUR"] = -5400,
            },
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task A_chargeback_reported_in_another_currency_is_an_exception_that_lowers_no_cap_again()
    {
        var books = new SettlementBooks(refunds);
        await PostAdjustmentAsync(books, "dp_1", 4700, "USD");
        await books.UploadAsync(SettlementFile.Of([_dispute]));

        (await ResolveAsync(books, "currency", "chargeback")).ShouldBe(422);
        (await ResolveAsync(books, "currency", "accept_difference")).ShouldBe(200);

        var balances = await books.BalancesAsync();
        balances.Keys.Where(x => x.StartsWith("clearing", StringComparison.Ordinal)).ShouldBeEmpty();
        balances.ShouldNotContainKey("suspense EUR");
        (balances["chargebacks USD"], balances["exchange_differences EUR"]).ShouldBe((4700, 4200));
        await books.UploadAsync(SettlementFile.Of([_dispute with { Line = "l2" }]));
        (await books.ExceptionsAsync("&status=open")).ShouldHaveSingleItem()["kind"]!.ToString().ShouldBe("duplicate");
    }

    [Fact]
    public async Task A_settled_refund_lowers_the_cap_when_ours_failed_and_not_while_its_outcome_is_unknown()
    {
        var books = new SettlementBooks(refunds);
        var unknown = (await books.PaidAsync(1, At, status: "unknown"))[0];
        var failed = (await books.PaidAsync(1, At, status: "failed"))[0];
        await books.UploadAsync(SettlementFile.Of([Line(unknown, At), Line(failed, At)]));

        (await ResolveAsync(books, unknown, "record_refund_elsewhere")).ShouldBe(422);
        (await ResolveAsync(books, unknown, "chargeback")).ShouldBe(422);
        (await ResolveAsync(books, failed, "record_refund_elsewhere")).ShouldBe(200);

        var caps = await refunds.Service.InDatabaseAsync<RefundDb, List<Payment>>(db =>
            db.Payments.Where(x => x.StorefrontId == books.Shop).ToListAsync()
        );
        caps.ShouldHaveSingleItem().Reference.ShouldBe(failed.PaymentReference);
    }

    [Fact]
    public async Task A_reversal_whose_webhook_was_lost_is_looked_up_when_a_file_has_it()
    {
        var books = new SettlementBooks(refunds);
        var refund = RefundFixture.Of(4200, RefundFixture.Paid(5000)) with { StorefrontId = books.Shop };
        await refunds.Service.DeliverAsync(refund);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        var payment = refund.Payments[0].Reference;
        var part = refunds.Provider.Paid.Values.Single(x => x.Payment == payment).Reference;
        refunds.Provider.Reverse(payment);
        var line = new SettlementLine("l1", part, 4200, DateTimeOffset.UtcNow) { Payment = payment };

        await books.UploadAsync(
            SettlementFile.Of([line, line with { Line = "l2", Type = "refund_reversal", Net = -4200 }])
        );

        var reversed = await refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId);
        reversed[0].Reversed.ShouldBe(4200);
        (await ResolveAsync(books, "missing_with_us", "settle")).ShouldBe(200);
        (await books.BalancesAsync()).Keys.ShouldBe(["refunds_payable EUR", "returns EUR"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_chargeback_is_settled_on_the_account_it_was_posted_to()
    {
        var books = new SettlementBooks(refunds);
        await PostAdjustmentAsync(books, "dp_1", 4200, "EUR");
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.Payments.Where(x => x.StorefrontId == books.Shop)
                .ExecuteUpdateAsync(x => x.SetProperty(payment => payment.Method, "wallet"))
        );

        await books.UploadAsync(SettlementFile.Of([_dispute]));

        (await books.ExceptionsAsync()).ShouldBeEmpty();
        (await books.BalancesAsync()).Keys.Order().ShouldBe(["bank EUR", "chargebacks EUR"]);
    }

    [Fact]
    public async Task A_chargeback_that_is_won_comes_back_once()
    {
        var books = new SettlementBooks(refunds);
        await PostAdjustmentAsync(books, "dp_1", 4200, "EUR");
        await PostAdjustmentAsync(books, "dp_1", 4200, "EUR", "chargeback_won");
        var won = _dispute with { Line = "l2", Type = "chargeback_won", Net = -4200 };

        await books.UploadAsync(SettlementFile.Of([_dispute, won, won with { Line = "l3" }]));

        (await books.ExceptionsAsync()).ShouldHaveSingleItem()["kind"]!.ToString().ShouldBe("duplicate");
        (await books.BalancesAsync()).ShouldBe(
            new Dictionary<string, long> { ["bank EUR"] = 4200, ["suspense EUR"] = -4200 },
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task An_unreported_won_chargeback_raises_the_cap_when_a_person_resolves_it_so()
    {
        var books = new SettlementBooks(refunds);
        await PostAdjustmentAsync(books, "dp_1", 4200, "EUR");
        var won = _dispute with { Line = "l2", Type = "chargeback_won", Net = -4200 };
        await books.UploadAsync(SettlementFile.Of([_dispute, won]));

        (await ResolveAsync(books, "missing_with_us", "chargeback")).ShouldBe(422);
        (await ResolveAsync(books, "missing_with_us", "chargeback_won")).ShouldBe(200);

        (await books.BalancesAsync()).ShouldBeEmpty();
        var payment = await refunds.Service.InDatabaseAsync<RefundDb, Payment>(db =>
            db.Payments.SingleAsync(x => x.StorefrontId == books.Shop)
        );
        payment.ChargedBack.ShouldBe(0);
        await books.UploadAsync(SettlementFile.Of([won with { Line = "l3" }]));
        (await books.ExceptionsAsync("&status=open")).ShouldHaveSingleItem()["kind"]!.ToString().ShouldBe("duplicate");
    }

    [Fact]
    public async Task Two_rows_of_one_chargeback_that_are_resolved_at_once_are_one_chargeback()
    {
        var books = new SettlementBooks(refunds);
        await books.UploadAsync(SettlementFile.Of([_dispute, _dispute with { Line = "l2" }]));
        var two = await books.ExceptionsAsync();

        var answers = await Task.WhenAll(two.Select(x => ResolveAsync(books, x, "chargeback")));

        answers.Order().ShouldBe([200, 422]);
        (await books.BalancesAsync()).ShouldBe(
            new Dictionary<string, long>
            {
                ["bank EUR"] = -8400,
                ["chargebacks EUR"] = 4200,
                ["suspense EUR"] = 4200,
            },
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task Two_files_that_settle_one_chargeback_at_once_leave_one_duplicate()
    {
        var books = new SettlementBooks(refunds);
        await PostAdjustmentAsync(books, "dp_1", 4200, "EUR");

        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => books.UploadAsync(SettlementFile.Of([_dispute with { Line = $"l{i}" }])))
        );

        (await books.ExceptionsAsync())
            .Select(x => x["kind"]!.ToString())
            .ShouldBe(["duplicate", "duplicate", "duplicate"]);
        (await books.BalancesAsync()).ShouldNotContainKey("clearing:card EUR");
    }

    private async Task PostAdjustmentAsync(
        SettlementBooks books,
        string reference,
        long amount,
        string currency,
        string kind = "chargeback"
    )
    {
        var (status, body) = await books.PostAsync(
            $"/v1/payments/{_dispute.Payment}/adjustments",
            new
            {
                kind,
                amount,
                currency,
                reference,
            }
        );
        status.ShouldBe(201, body.ToJsonString());
    }

    private static async Task<int> ResolveAsync(SettlementBooks books, string kind, string resolution) =>
        await ResolveAsync(books, (await books.ExceptionsAsync($"&kind={kind}")).ShouldHaveSingleItem(), resolution);

    private static async Task<int> ResolveAsync(SettlementBooks books, RefundPart part, string resolution) =>
        await ResolveAsync(
            books,
            (await books.ExceptionsAsync("&kind=missing_with_us")).Single(x => x["partId"]!.ToString() == $"{part.Id}"),
            resolution
        );

    private static async Task<int> ResolveAsync(SettlementBooks books, JsonNode exception, string resolution) =>
        (
            await books.PostAsync(
                $"/v1/exceptions/{exception["id"]}/resolve",
                new { resolution, account = "exchange_differences" }
            )
        ).Status;
}
