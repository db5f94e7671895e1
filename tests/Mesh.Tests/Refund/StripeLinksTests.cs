using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Tenders;
using AfterSalesMesh.Refund.Tenders.Stripe;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>Payment links of Stripe, and that what customers pay is in the ledger whatever happens.</summary>
public sealed class StripeLinksTests : IAsyncLifetime
{
    private static readonly LinkMishap[] Mishaps = Enum.GetValues<LinkMishap>();
    private static readonly string[] Intents = ["succeeded", "succeeded", "processing", "requires_action"];
    private static readonly string[] Ends = ["succeeded", "requires_payment_method", "canceled"];

    private readonly StubStripeLinks _stripe = new();
    private readonly HttpClient _http = new();
    private readonly JumpingClock _time = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private StripeLinks _links = null!;

    public async ValueTask InitializeAsync()
    {
        await _stripe.StartAsync();
        var address = new Uri(_stripe.Address);
        ProviderRegistration.Prepare(
            _http,
            new ProviderSettings
            {
                Kind = ProviderSettings.Stripe,
                Address = address,
                Key = StubStripe.Key,
            },
            StripeLinks.Version
        );
        _links = new StripeLinks(_http);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _stripe.DisposeAsync();
    }

    [Theory]
    [InlineData("zh-SG", "订单 1001：换货差价")]
    [InlineData("zh-TW", "Order 1001: price difference")]
    [InlineData(null, "Order 1001: price difference")]
    public async Task A_link_is_described_in_the_customers_language(string? locale, string description)
    {
        await AttemptAsync(Owed(1999, locale: locale));

        _stripe
            .Asked.ShouldHaveSingleItem()
            .Form["line_items[0][price_data][product_data][name]"]
            .ShouldBe(description);
    }

    [Fact]
    public async Task A_link_is_for_one_payment_and_bears_the_collections_id()
    {
        var it = Owed(1999, locale: "zh-CN");

        await AttemptAsync(it);

        (it.Status, it.Url).ShouldBe(("awaiting_payment", $"https://buy.stripe.com/{it.LinkId}"));
        var (key, form) = _stripe.Asked.ShouldHaveSingleItem();
        key.ShouldBe(it.Id.ToString());
        form.ShouldBe(
            new Dictionary<string, string>
            {
                ["line_items[0][quantity]"] = "1",
                ["line_items[0][price_data][currency]"] = "eur",
                ["line_items[0][price_data][unit_amount]"] = "1999",
                ["line_items[0][price_data][product_data][name]"] = "订单 1001：换货差价",
                ["restrictions[completed_sessions][limit]"] = "1",
                ["metadata[aftersales_collection]"] = it.Id.ToString(),
                ["payment_intent_data[metadata][aftersales_collection]"] = it.Id.ToString(),
            },
            ignoreOrder: true
        );
    }

    [Theory]
    [InlineData(49, "EUR")]
    [InlineData(101, "KWD")]
    public async Task An_amount_that_Stripe_refuses_is_rejected(long amount, string currency)
    {
        var it = Owed(amount, currency);

        await AttemptAsync(it);

        (it.Status, it.Failure, it.DueAt).ShouldBe(("failed", "rejected", null));
    }

    [Fact]
    public async Task A_replayed_500_is_retried_under_a_new_key()
    {
        var it = Owed(100);
        _stripe.Next.Enqueue(LinkMishap.Breaks);

        await AttemptAsync(it);
        await AttemptAsync(it);
        await AttemptAsync(it);

        (it.Status, it.UnusableKeys).ShouldBe(("awaiting_payment", 1));
        _stripe.Links.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_bank_payment_that_takes_days_is_awaited_beyond_the_time_to_pay()
    {
        var it = Owed(100);
        await AttemptAsync(it);
        var visit = _stripe.Open(it.LinkId!)!;
        _stripe.Complete(visit, "processing");
        await AttemptAsync(it);
        it.Status.ShouldBe("processing");

        _time.Advance(TimeSpan.FromDays(8));
        await AttemptAsync(it);
        (it.Status, it.IsClosed, it.DueAt is null).ShouldBe(("processing", true, false));

        visit.Intent = "succeeded";
        await AttemptAsync(it);
        (it.Status, it.PaymentReference, it.DueAt).ShouldBe(("collected", $"pi_{visit.Id}", null));
    }

    [Fact]
    public async Task An_open_page_can_not_be_paid_once_the_time_is_over()
    {
        var it = Owed(100);
        await AttemptAsync(it);
        var visit = _stripe.Open(it.LinkId!)!;

        _time.Advance(TimeSpan.FromDays(8));
        await AttemptAsync(it);

        (it.Status, it.Failure, it.DueAt).ShouldBe(("failed", "expired", null));
        _stripe.Complete(visit).ShouldBeFalse();
        _stripe.Open(it.LinkId!).ShouldBeNull();
    }

    [Fact]
    public async Task A_second_payment_on_another_open_page_waits_for_finance()
    {
        var it = Owed(100);
        await AttemptAsync(it);
        var (one, two) = (_stripe.Open(it.LinkId!)!, _stripe.Open(it.LinkId!)!);
        _stripe.Complete(one).ShouldBeTrue();
        _stripe.Complete(two).ShouldBeTrue();

        var books = await AttemptAsync(it);

        (it.Status, it.Received, it.Surplus).ShouldBe(("collected", 200, 100));
        books.ShouldBe(["clearing:card 100", "receivables -100", "clearing:card 100", "suspense -100"]);
    }

    [Fact]
    public async Task A_collection_has_one_link_and_its_payment_is_posted_once_despite_all_faults()
    {
        var ended = new Dictionary<string, int>();
        for (var seed = 0; seed < Cases.Count; seed++)
        {
            var it = await CaseAsync(new Random(Cases.Seed + seed), $"seed {Cases.Seed + seed}");
            var end = it.Failure ?? (it.Surplus > 0 ? "paid twice" : it.Status);
            ended[end] = ended.GetValueOrDefault(end) + 1;
        }
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", ended));
        // Every end was reached; else the cases are too tame.
        ended.Keys.ShouldBe(["collected", "paid twice", "expired", "declined"], ignoreOrder: true);
    }

    private async Task<Collection> CaseAsync(Random random, string seed)
    {
        var it = Owed(100);
        _stripe.Forget();
        var pays = random.Next(5) > 0;
        List<StubStripeLinks.Visit> visits = [];
        HashSet<string?> told = [];
        Dictionary<string, long> books = new() { ["receivables"] = 100, ["after_sales_income"] = -100 };
        List<(LinkAnswer Answer, DateTimeOffset? Lease)> held = [];
        for (var step = 0; it.DueAt is not null || held.Count > 0; step++)
        {
            step.ShouldBeLessThan(500, $"{seed}: it does not end");
            var isWell = step > 30;
            _stripe.Next.Clear();
            for (var call = 0; call < 3; call++)
            {
                _stripe.Next.Enqueue(isWell || random.Next(4) > 0 ? null : random.GetItems(Mishaps, 1)[0]);
            }
            if (it.DueAt is not null)
            {
                // Who dies before they write leaves it to the next one; who is late has another one beside them.
                (it.Attempts, it.DueAt) = (it.Attempts + 1, _time.GetUtcNow().AddMinutes(1));
                held.AddRange(Enumerable.Repeat((await AskAsync(it), it.DueAt), isWell ? 1 : random.Next(3)));
            }
            for (var write = isWell ? held.Count : random.Next(held.Count + 1); write > 0; write--)
            {
                var answer = held[random.Next(held.Count)];
                held.Remove(answer);
                Write(it, answer, books);
            }
            told.Add(it.Url);
            Live(it, visits, pays, random);
            _time.Advance(random.Next(10) == 0 ? TimeSpan.FromHours(30) : TimeSpan.FromMinutes(1 + random.Next(90)));
        }
        told.Remove(null);
        told.Count.ShouldBeLessThanOrEqualTo(1, seed);
        var paid = it.LinkId is null ? 0 : _stripe.PaidBy(it.LinkId);
        var owed = it.Status == "collected" ? 100 : 0;
        it.Received.ShouldBe(paid, seed);
        books.GetValueOrDefault("clearing:card").ShouldBe(paid, seed);
        (books["receivables"], books["after_sales_income"]).ShouldBe((0, -owed), seed);
        books.GetValueOrDefault("suspense").ShouldBe(owed - paid, seed);
        visits.ShouldAllBe(x => x.Status != "open", seed);
        return it;
    }

    /// <summary>Customers open the link, pay, go away; banks say what they say.</summary>
    private void Live(Collection it, List<StubStripeLinks.Visit> visits, bool pays, Random random)
    {
        if (it.Url is not null && random.Next(6) == 0 && _stripe.Open(it.LinkId!) is { } visit)
        {
            visits.Add(visit);
        }
        foreach (var open in visits.Where(_ => pays && random.Next(6) == 0))
        {
            _stripe.Complete(open, random.GetItems(Intents, 1)[0]);
        }
        foreach (var waiting in visits.Where(x => x.Intent is "processing" or "requires_action"))
        {
            waiting.Intent = random.Next(8) == 0 ? random.GetItems(Ends, 1)[0] : waiting.Intent;
        }
    }

    private Collection Owed(long amount, string currency = "EUR", string? locale = null) =>
        new()
        {
            Id = Guid.NewGuid(),
            StorefrontId = "shop",
            OrderNumber = "1001",
            Amount = amount,
            Currency = currency,
            Reason = "price_difference",
            Locale = locale,
            PayBy = _time.GetUtcNow().AddDays(7),
            DueAt = _time.GetUtcNow(),
        };

    /// <summary>One attempt of a worker, and what it posts.</summary>
    private async Task<List<string>> AttemptAsync(Collection it)
    {
        it.Attempts++;
        var (before, surplus) = (it.Status, it.Surplus);
        it.Apply(await AskAsync(it), _time.GetUtcNow());
        return [.. Lines(it, before, surplus).Select(x => $"{x.Account} {x.Amount}")];
    }

    private Task<LinkAnswer> AskAsync(Collection it) =>
        CollectionWorker.AskAsync(_links, it, _time.GetUtcNow(), TestContext.Current.CancellationToken);

    /// <summary>As <see cref="LinkAnswerRecorder"/> does.</summary>
    private void Write(Collection it, (LinkAnswer Answer, DateTimeOffset? Lease) held, Dictionary<string, long> books)
    {
        var (before, surplus, due) = (it.Status, it.Surplus, it.DueAt);
        it.Apply(held.Answer, _time.GetUtcNow());
        it.DueAt = due == held.Lease ? it.DueAt : due;
        foreach (var line in Lines(it, before, surplus))
        {
            books[line.Account] = books.GetValueOrDefault(line.Account) + line.Amount;
        }
    }

    private IEnumerable<PostingLine> Lines(Collection it, string before, long surplus) =>
        CollectionPostings.Of(it, before, surplus, _time.GetUtcNow()).SelectMany(x => x.Lines);
}
