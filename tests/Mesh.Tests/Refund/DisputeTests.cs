using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class DisputesOnSqlite : DisputeTests
{
    protected override Task<string?> PostgresAsync() => Task.FromResult<string?>(null);
}

public sealed class DisputesOnPostgres : DisputeTests, IClassFixture<PostgresFixture>
{
    private readonly PostgresFixture _postgres;

    public DisputesOnPostgres(PostgresFixture postgres) => _postgres = postgres;

    protected override async Task<string?> PostgresAsync() =>
        await (await _postgres.ServerAsync()).CreateDatabaseAsync("refund");
}

/// <summary>What Stripe tells of disputes, whenever the payment is heard of and in whichever order.</summary>
public abstract class DisputeTests : IAsyncLifetime
{
    private readonly StubStripe _stripe = new();
    private readonly string _shop = $"shop-{Guid.NewGuid():N}";
    private OneService _service = null!;

    protected abstract Task<string?> PostgresAsync();

    public async ValueTask InitializeAsync()
    {
        var postgres = await PostgresAsync();
        await _stripe.StartAsync();
        _service = await OneService.StartAsync(
            new RefundService(),
            scope => scope.GetRequiredService<RefundDb>(),
            [typeof(RefundSucceeded), typeof(RefundFailed), typeof(PaymentOwnerUnknown), typeof(PaymentCapChanged)],
            postgres,
            new Dictionary<string, string?>
            {
                ["Refund:Provider:Kind"] = "stripe",
                ["Refund:Provider:Address"] = _stripe.Address,
                ["Refund:Provider:Key"] = StubStripe.Key,
                ["Refund:Provider:WebhookSecret"] = StubStripe.WebhookSecret,
                ["Refund:ApproveAbove:EUR"] = "80",
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
        await _stripe.DisposeAsync();
    }

    [Theory]
    [InlineData("pi")]
    [InlineData("ch")]
    public async Task A_dispute_waits_until_an_order_names_its_payment(string kind)
    {
        var payment = _stripe.Paid(100, kind);
        await HookAsync("charge.dispute.created", ADispute(payment, "du_1"));
        var (tooMuch, enough) = (Of(31, payment), Of(30, payment));

        await _service.SendAsync(tooMuch);
        (await _service.HearAsync<RefundFailed>(x => x.RefundId == tooMuch.RefundId))[0]
            .Reason.ShouldBe("cap_exceeded");
        await _service.SendAsync(enough);
        await _service.HearAsync<RefundSucceeded>(x => x.RefundId == enough.RefundId);

        await HookAsync("charge.dispute.funds_withdrawn", ADispute(payment, "du_1"));
        (await ChargebacksAsync()).ShouldBe([("chargebacks", 70), ("clearing:wallet", -70)]);
        (await DatabaseAsync(db => db.Disputes.CountAsync())).ShouldBe(0);
    }

    [Theory]
    [InlineData("pi")]
    [InlineData("ch")]
    public async Task A_dispute_of_an_order_that_nothing_came_back_of_lowers_its_cap_once_returns_names_the_owner(
        string kind
    )
    {
        var payment = _stripe.Paid(100, kind);
        await HookAsync("charge.dispute.created", ADispute(payment, "du_1"));
        await HookAsync("charge.dispute.funds_withdrawn", ADispute(payment, "du_1"));
        // Asked with each event, as a question may be lost.
        await _service.HearAsync<PaymentOwnerUnknown>(x => x.Payments.Contains(payment), times: 2);

        await _service.DeliverAsync(new NamePaymentOwner(_shop, payment));
        await _service.DeliverAsync(new NamePaymentOwner(_shop, payment));
        await _service.DeliverAsync(new NamePaymentOwner("another", payment));

        var told = await _service.HearAsync<PaymentCapChanged>(x => x.Payment == payment);
        told.Select(x => (x.StorefrontId, x.CapReduction, x.Currency)).ShouldBe([(_shop, 70, "EUR")]);
        (await DatabaseAsync(db => db.Disputes.CountAsync())).ShouldBe(0);
        var (tooMuch, enough) = (Of(31, payment), Of(30, payment));
        await _service.SendAsync(tooMuch);
        (await _service.HearAsync<RefundFailed>(x => x.RefundId == tooMuch.RefundId))[0]
            .Reason.ShouldBe("cap_exceeded");
        await _service.SendAsync(enough);
        await _service.HearAsync<RefundSucceeded>(x => x.RefundId == enough.RefundId);
        (await ChargebacksAsync()).ShouldBe([("chargebacks", 70), ("clearing:wallet", -70)]);
    }

    [Fact]
    public async Task A_payment_that_no_dispute_waits_for_is_not_changed_by_the_name_of_its_owner()
    {
        var payment = _stripe.Paid(100);
        await _service.DeliverAsync(new NamePaymentOwner(_shop, payment));

        (
            await DatabaseAsync(db => db.Payments.IgnoreQueryFilters().AnyAsync(x => x.Reference == payment))
        ).ShouldBeFalse();
        await HookAsync("charge.dispute.created", ADispute(payment, "du_1"));
        (await DatabaseAsync(db => db.Disputes.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task A_dispute_counts_for_the_storefront_whose_order_named_the_payment_first()
    {
        var payment = _stripe.Paid(100);
        await HookAsync("charge.dispute.created", ADispute(payment, "du_1"));
        var foreign = RefundFixture.Of(30, new CapturedPayment(payment, "wallet", 100, Owner: _shop)) with
        {
            StorefrontId = "another",
        };
        await _service.SendAsync(foreign);
        (await _service.HearAsync<RefundFailed>(x => x.RefundId == foreign.RefundId))[0].Reason.ShouldBe("declined");
        (await DatabaseAsync(db => db.Disputes.CountAsync())).ShouldBe(0);
        var (tooMuch, enough) = (Of(31, payment), Of(30, payment));

        await _service.SendAsync(tooMuch);
        (await _service.HearAsync<RefundFailed>(x => x.RefundId == tooMuch.RefundId))[0]
            .Reason.ShouldBe("cap_exceeded");
        await _service.SendAsync(enough);

        await _service.HearAsync<RefundSucceeded>(x => x.RefundId == enough.RefundId);
        (await ChargebacksAsync()).ShouldBe([("chargebacks", 70), ("clearing:wallet", -70)]);
    }

    [Fact]
    public async Task A_dispute_comes_after_the_refund_that_named_its_owner()
    {
        var payment = _stripe.Paid(100);
        var foreign = RefundFixture.Of(30, new CapturedPayment(payment, "wallet", 100, Owner: _shop)) with
        {
            StorefrontId = "another",
        };
        await _service.SendAsync(foreign);
        await _service.HearAsync<RefundFailed>(x => x.RefundId == foreign.RefundId);

        await HookAsync("charge.dispute.created", ADispute(payment, "du_1"));

        var tooMuch = Of(31, payment);
        await _service.SendAsync(tooMuch);
        (await _service.HearAsync<RefundFailed>(x => x.RefundId == tooMuch.RefundId))[0]
            .Reason.ShouldBe("cap_exceeded");
        (await ChargebacksAsync()).ShouldBe([("chargebacks", 70), ("clearing:wallet", -70)]);
    }

    [Fact]
    public async Task A_payment_that_only_a_dispute_names_cannot_be_assigned()
    {
        var payment = _stripe.Paid(100);
        await HookAsync("charge.dispute.created", ADispute(payment, "du_1"));

        using var finance = _service.As("finance", "another", _shop);
        var assign = new { storefrontId = "another", note = "mine" };
        var (status, _) = await finance.PostWithKeyAsync($"/v1/payments/{payment}/assign", assign);

        status.ShouldBe(HttpStatusCode.NotFound);
        (await DatabaseAsync(db => db.Disputes.CountAsync())).ShouldBe(1);
        (await DatabaseAsync(db => db.PaymentsAtProvider.CountAsync(x => x.Owner != null))).ShouldBe(0);
    }

    [Fact]
    public async Task A_dispute_counts_wherever_its_payment_is_assigned_and_is_won_there()
    {
        var payment = _stripe.Paid(1000);
        var refund = Of(50, payment, 1000);
        await _service.SendAsync(refund);
        await _service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        await HookAsync("charge.dispute.created", ADispute(payment, "du_1", amount: 400));
        await _service.DeliverAsync(Of(1, payment, 1000) with { StorefrontId = "another" });

        foreach (var shop in new[] { "another", _shop, "another" })
        {
            (await AssignAsync(payment, shop)).ShouldBe(550, shop);
        }
        await HookAsync("charge.dispute.created", ADispute(payment, "du_1", amount: 400));
        await HookAsync("charge.dispute.closed", ADispute(payment, "du_1", "won", amount: 400));

        foreach (var shop in new[] { _shop, "another", _shop })
        {
            (await AssignAsync(payment, shop)).ShouldBe(950, shop);
        }
        (await ChargebacksAsync()).ShouldBe([("chargebacks", 0), ("clearing:wallet", 0)]);
    }

    [Fact]
    public async Task A_dispute_waits_for_an_order_and_then_counts_beside_an_earlier_adjustment()
    {
        var payment = _stripe.Paid(100);
        await HookAsync("charge.dispute.created", ADispute(payment, "du_1"));
        await AdjustAsync(payment, "refunded_elsewhere", 10, "rf-1");
        (await DatabaseAsync(db => db.Disputes.CountAsync())).ShouldBe(1);

        await _service.DeliverAsync(Of(1, payment));

        (await DatabaseAsync(db => db.Payments.SingleAsync())).ShouldSatisfyAllConditions(
            x => x.ChargedBack.ShouldBe(70),
            x => x.RefundedByAdjustments.ShouldBe(10)
        );
    }

    [Fact]
    public async Task A_dispute_that_is_first_reported_as_won_leaves_the_cap()
    {
        var payment = _stripe.Paid(100);
        var waits = Of(90, payment);
        await _service.DeliverAsync(waits);

        await HookAsync("charge.dispute.closed", ADispute(payment, "du_1", "won"));
        await HookAsync("charge.dispute.created", ADispute(payment, "du_1"));

        var refund = await DatabaseAsync(db => db.Refunds.SingleAsync(x => x.Id == waits.RefundId));
        (refund.Status, refund.WaitingFor).ShouldBe(("planned", "approval"));
    }

    [Fact]
    public async Task A_won_dispute_restores_the_cap_whatever_the_order_of_its_events()
    {
        (string, string)[] events =
        [
            ("charge.dispute.created", "needs_response"),
            ("charge.dispute.funds_withdrawn", "needs_response"),
            ("charge.dispute.funds_reinstated", "won"),
            ("charge.dispute.closed", "won"),
        ];
        var random = new Random(1);
        for (var i = 0; i < 24; i++)
        {
            var payment = _stripe.Paid(100);
            var told = Enumerable.Range(0, 8).Select(x => events[x % 4]).ToArray();
            random.Shuffle(told);
            var heardAt = random.Next(9);
            for (var at = 0; at <= told.Length; at++)
            {
                if (at == heardAt)
                {
                    await _service.DeliverAsync(Of(1, payment));
                }
                if (at < told.Length)
                {
                    var (type, status) = told[at];
                    await HookAsync(type, ADispute(payment, $"du_{i}", status));
                }
            }
        }

        (await DatabaseAsync(db => db.Payments.Where(x => x.ChargedBack != 0).CountAsync())).ShouldBe(0);
        (await ChargebacksAsync()).ShouldBe([("chargebacks", 0), ("clearing:wallet", 0)]);
        (await DatabaseAsync(db => db.Postings.CountAsync(x => x.What == "chargeback"))).ShouldBe(24);
        (await DatabaseAsync(db => db.Postings.CountAsync(x => x.What == "chargeback_won"))).ShouldBe(24);
        (await DatabaseAsync(db => db.Discrepancies.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_lost_dispute_is_a_chargeback_even_if_it_was_not_reported_before()
    {
        var payment = _stripe.Paid(100);
        await _service.DeliverAsync(Of(1, payment));

        await HookAsync("charge.dispute.closed", ADispute(payment, "du_1", "warning_closed"));
        (await DatabaseAsync(db => db.Payments.SingleAsync())).ChargedBack.ShouldBe(0);
        await HookAsync("charge.dispute.closed", ADispute(payment, "du_1", "lost"));
        (await DatabaseAsync(db => db.Payments.SingleAsync())).ChargedBack.ShouldBe(70);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dispute_reported_with_another_amount_is_an_exception(bool isKnown)
    {
        var payment = _stripe.Paid(100);
        if (isKnown)
        {
            await _service.DeliverAsync(Of(1, payment));
        }

        await HookAsync("charge.dispute.created", ADispute(payment, "du_1"));
        await HookAsync("charge.dispute.funds_withdrawn", ADispute(payment, "du_1", amount: 60));
        await HookAsync("charge.dispute.funds_withdrawn", ADispute(payment, "du_1", amount: 60));
        await _service.DeliverAsync(Of(1, payment));

        var open = (await ExceptionsAsync()).ShouldHaveSingleItem()!;
        (open["kind"]!.ToString(), open["expected"]!.GetValue<long>(), open["found"]!.GetValue<long>()).ShouldBe(
            ("amount", 70, 60)
        );
        open["payment"]!.ToString().ShouldBe(payment);
        _service.Log.Lines.ShouldContain(x => x.Contains("du_1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dispute_in_another_currency_is_an_exception_and_not_posted()
    {
        var payment = _stripe.Paid(100);
        await HookAsync("charge.dispute.created", ADispute(payment, "du_1", currency: "usd"));
        await _service.DeliverAsync(Of(1, payment));

        (await ExceptionsAsync()).ShouldHaveSingleItem()!["kind"]!.ToString().ShouldBe("currency");
        (await ChargebacksAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_dispute_is_lost_when_its_event_and_the_refund_come_at_once()
    {
        var payments = Enumerable.Range(0, 40).Select(_ => _stripe.Paid(100)).ToList();

        await Task.WhenAll(
            payments.SelectMany(
                (payment, i) =>
                    new[]
                    {
                        _service.DeliverAsync(Of(1, payment)),
                        HookAsync("charge.dispute.created", ADispute(payment, $"du_{i}")),
                    }
            )
        );

        (await DatabaseAsync(db => db.Payments.CountAsync(x => x.ChargedBack == 70))).ShouldBe(40);
        (await DatabaseAsync(db => db.Disputes.CountAsync())).ShouldBe(0);
    }

    private Task<T> DatabaseAsync<T>(Func<RefundDb, Task<T>> work) => _service.InDatabaseAsync(work);

    private async Task<List<(string, long)>> ChargebacksAsync() =>
        (
            await DatabaseAsync(db =>
                db.Set<PostingLine>()
                    .Where(x => x.StorefrontId == _shop)
                    .Where(x => db.Postings.Any(y => y.Id == x.PostingId && y.RefundId == null))
                    .ToListAsync()
            )
        )
            .GroupBy(x => x.Account)
            .OrderBy(x => x.Key, StringComparer.Ordinal)
            .Select(x => (x.Key, x.Sum(line => line.Amount)))
            .ToList();

    private async Task<JsonArray> ExceptionsAsync()
    {
        using var finance = _service.As("finance", _shop);
        return (await finance.GetFromJsonAsync<JsonNode>("/v1/exceptions?status=open"))!["items"]!.AsArray();
    }

    private async Task AdjustAsync(string payment, string kind, long amount, string reference)
    {
        using var finance = _service.As("finance", _shop);
        var (status, body) = await finance.PostAdjustmentAsync(payment, kind, amount, reference);
        status.ShouldBe(HttpStatusCode.Created, body.ToJsonString());
    }

    private async Task<long> AssignAsync(string payment, string shop)
    {
        using var finance = _service.As("finance", "another", _shop);
        var assign = new { storefrontId = shop, note = "it is theirs" };
        var (status, body) = await finance.PostWithKeyAsync($"/v1/payments/{payment}/assign", assign);
        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        return body["left"]!.GetValue<long>();
    }

    private IssueRefund Of(long amount, string payment, long captured = 100) =>
        RefundFixture.Of(amount, new CapturedPayment(payment, "wallet", captured, 0)) with
        {
            StorefrontId = _shop,
        };

    private static object ADispute(
        string payment,
        string id,
        string status = "needs_response",
        long amount = 70,
        string currency = "eur"
    ) =>
        new
        {
            id,
            @object = "dispute",
            amount,
            currency,
            charge = payment.StartsWith("pi_", StringComparison.Ordinal) ? $"ch_of_{payment}" : payment,
            payment_intent = payment.StartsWith("pi_", StringComparison.Ordinal) ? payment : null,
            status,
        };

    private async Task HookAsync(string type, object about)
    {
        var body = StubStripe.Event(type, about);
        using var http = new HttpClient { BaseAddress = new Uri(_service.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/webhooks/stripe")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation(
            "Stripe-Signature",
            StubStripe.Sign(body, DateTimeOffset.UtcNow, StubStripe.WebhookSecret)
        );
        using var response = await http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
