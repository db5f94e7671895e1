using System.Globalization;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders;
using AfterSalesMesh.Refund.Tenders.Alipay;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class AlipayTests : IAsyncLifetime
{
    private static readonly int Cases = int.Parse(
        Environment.GetEnvironmentVariable("AFTERSALES_CASES") ?? "1000",
        CultureInfo.InvariantCulture
    );

    private readonly StubAlipay _alipay = new();
    private readonly HttpClient _http = new();
    private AlipayProvider _provider = null!;

    public async ValueTask InitializeAsync()
    {
        await _alipay.StartAsync();
        ProviderRegistration.Prepare(_http, _alipay.Settings);
        _provider = With(_alipay.Settings);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _alipay.DisposeAsync();
    }

    [Fact]
    public async Task A_refund_names_trade_amount_in_yuan_and_part()
    {
        var part = PartOf(_alipay.Paid(20m), 1205);

        (await AttemptAsync(part)).Outcome.ShouldBe(ProviderOutcome.Succeeded);

        part.Status.ShouldBe("succeeded");
        var (method, content) = _alipay.Asked.ShouldHaveSingleItem();
        method.ShouldBe("alipay.trade.refund");
        content.GetProperty("out_trade_no").GetString().ShouldBe(part.PaymentReference);
        content.GetProperty("refund_amount").GetString().ShouldBe("12.05");
        content.GetProperty("out_request_no").GetString().ShouldBe($"{part.Id}");
    }

    [Fact]
    public async Task A_reference_of_Alipays_own_is_sent_as_trade_no()
    {
        const string Trade = "2026112322001419121412730660";
        _alipay.Captured[Trade] = 10m;

        (await AttemptAsync(PartOf(Trade))).Outcome.ShouldBe(ProviderOutcome.Succeeded);
        _alipay.Asked.ShouldHaveSingleItem().Content.GetProperty("trade_no").GetString().ShouldBe(Trade);
    }

    [Fact]
    public async Task Another_currency_is_rejected_without_asking()
    {
        (await AttemptAsync(PartOf("W-1", currency: "EUR"))).Outcome.ShouldBe(ProviderOutcome.Rejected);
        _alipay.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(AlipayMishap.SystemErrorBefore, "Unknown", "unknown")]
    [InlineData(AlipayMishap.SystemErrorAfter, "Unknown", "unknown")]
    [InlineData(AlipayMishap.SilentBefore, "Unknown", "unknown")]
    [InlineData(AlipayMishap.SilentAfter, "Unknown", "unknown")]
    [InlineData(AlipayMishap.Forged, "Unknown", "unknown")]
    [InlineData(AlipayMishap.NoMoney, "TryLater", "planned")]
    public async Task An_unclear_answer_is_unknown_then_looked_up_and_paid_once(
        AlipayMishap mishap,
        string outcome,
        string status
    )
    {
        var part = PartOf(_alipay.Paid(1m), 100);
        _alipay.Next(part.PaymentReference, mishap);

        $"{(await AttemptAsync(part)).Outcome}".ShouldBe(outcome);
        part.Status.ShouldBe(status);
        await AttemptAsync(part);

        part.Status.ShouldBe("succeeded");
        _alipay.PaidBack(part.PaymentReference).ShouldBe(1m);
    }

    [Fact]
    public async Task A_refusal_does_not_count_while_a_look_up_may_miss_a_new_refund()
    {
        var part = PartOf(_alipay.Paid(1m), 100);
        _alipay.Next(part.PaymentReference, AlipayMishap.SeenLate);
        await AttemptAsync(part);

        (await AttemptAsync(part)).Detail.ShouldBe("40004 ACQ.TRADE_HAS_CLOSE");
        part.Status.ShouldBe("unknown");

        _alipay.Time.Advance(TimeSpan.FromSeconds(10));
        await AttemptAsync(part);
        part.Status.ShouldBe("succeeded");
    }

    [Fact]
    public async Task A_repeated_refusal_counts_once_a_look_up_is_reliable()
    {
        var part = PartOf(_alipay.Paid(1m));
        _alipay.Next(part.PaymentReference, AlipayMishap.SystemErrorBefore);
        await AttemptAsync(part);
        _alipay.Captured[part.PaymentReference] = 0.5m;

        while (part.IsOpen)
        {
            await AttemptAsync(part);
        }

        (part.Status, part.Failure, part.Attempts).ShouldBe(("failed", "refunded_elsewhere", 6));
    }

    [Theory]
    [InlineData("W-unknown", 100, "Rejected")]
    [InlineData(null, 101, "RefundedElsewhere")]
    public async Task An_invalid_trade_or_amount_is_rejected(string? trade, long amount, string outcome) =>
        $"{(await AttemptAsync(PartOf(trade ?? _alipay.Paid(1m), amount))).Outcome}".ShouldBe(outcome);

    [Fact]
    public async Task A_key_that_Alipay_does_not_know_fails_no_refund()
    {
        using var other = System.Security.Cryptography.RSA.Create(2048);
        var settings = _alipay.Settings;
        settings.Key = Convert.ToBase64String(other.ExportPkcs8PrivateKey());

        var part = PartOf(_alipay.Paid(1m));

        (await With(settings).SubmitAsync(part, CancellationToken.None)).Outcome.ShouldBe(ProviderOutcome.TryLater);
        (await With(settings).FindAsync(part, CancellationToken.None)).Outcome.ShouldBe(ProviderOutcome.TryLater);
    }

    [Fact]
    public async Task A_refund_is_paid_once_despite_all_faults()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var part = PartOf(_alipay.Paid(random.Next(2) == 0 ? 1m : 10m), 100);
            _alipay.Next(part.PaymentReference, random.GetItems(Enum.GetValues<AlipayMishap>(), random.Next(6)));
            for (var attempt = 0; part.IsOpen && attempt < 100; attempt++)
            {
                var dies = random.Next(4) == 0;
                await AttemptAsync(part, dies);
                // Who died holding it had it for half a minute.
                _alipay.Time.Advance(
                    dies || part.DueAt is null ? TimeSpan.FromSeconds(30) : part.DueAt.Value - _alipay.Time.GetUtcNow()
                );
            }
            part.Status.ShouldBe("succeeded", $"seed {seed}");
            _alipay.PaidBack(part.PaymentReference).ShouldBe(1m, $"seed {seed}");
        }
    }

    private static RefundPart PartOf(string trade, long amount = 100, string currency = "CNY") =>
        StripeWorld.PartOf(trade, amount, currency);

    private AlipayProvider With(ProviderSettings settings) => new(_http, Options.Create(settings), _alipay.Time);

    private async Task<ProviderAnswer> AttemptAsync(RefundPart part, bool dies = false)
    {
        part.Attempts++;
        var answer = await StripeWorld.AskAsync(_provider, part, _alipay.Time.GetUtcNow());
        if (!dies)
        {
            part.Apply(answer, _alipay.Time.GetUtcNow(), StripeWorld.KeyLifetime);
        }
        return answer;
    }
}
