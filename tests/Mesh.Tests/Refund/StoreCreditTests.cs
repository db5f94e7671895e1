using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Tenders.StoreCredit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class StoreCreditOnSqlite(RefundFixture refunds)
    : StoreCreditTests(refunds),
        IClassFixture<RefundFixture>;

public sealed class StoreCreditOnPostgres(RefundOnPostgres refunds)
    : StoreCreditTests(refunds),
        IClassFixture<RefundOnPostgres>;

public abstract class StoreCreditTests(RefundFixture refunds) : IAsyncLifetime
{
    // A slash in it: the one character that a path keeps as it was written.
    private readonly string _customer = $"c/{Guid.NewGuid():N}";

    public ValueTask InitializeAsync() => refunds.StartAsync();

    /// <summary>After each test: the books owe what is left of the grants, and the entries say how it came to that.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!refunds.IsStarted)
        {
            return;
        }
        await refunds.Service.InDatabaseAsync<RefundDb, bool>(async db =>
        {
            await BooksAgree.BalanceAsync(db);
            await BooksAgree.CapsCountPartsAsync(db);
            await BooksAgree.StoreCreditAsync(db);
            return true;
        });
    }

    [Fact]
    public async Task A_payment_with_store_credit_is_refunded_as_store_credit_without_a_provider()
    {
        var refund = await GiveAsync(30);

        var credit = await CreditAsync();
        Left(credit).ShouldBe(["30 EUR"]);
        var entry = credit["entries"]!["items"]!.AsArray().ShouldHaveSingleItem()!;
        (entry["what"]!.ToString(), entry["amount"]!.GetValue<long>()).ShouldBe(("granted", 30));
        entry["refundId"]!.GetValue<Guid>().ShouldBe(refund.RefundId);
        refunds.Provider.Submitted.ShouldNotContain(x => x.Payment == refund.Payments[0].Reference);
        (await BalancesAsync(refund)).ShouldBe(["returns 30", "store_credit -30"]);
    }

    [Fact]
    public async Task A_bonus_is_given_with_requested_store_credit_once_and_beyond_the_caps()
    {
        var refund = Of(90, Paid(90)) with { Customer = _customer, StoreCredit = 90, StoreCreditBonus = 7 };

        await SucceedAsync(refund);
        await refunds.Service.SendAsync(refund);

        var told = await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId, times: 2);
        told.ShouldAllBe(x => x.Amount == 90 && x.StoreCredit == 90 && x.StoreCreditBonus == 7);
        var credit = await CreditAsync();
        Left(credit).ShouldBe(["97 EUR"]);
        credit["entries"]!["items"]!
            .AsArray()
            .Select(x => $"{x!["what"]} {x["amount"]}")
            .ShouldBe(["granted 90", "bonus 7"], ignoreOrder: true);
        (await BalancesAsync(refund)).ShouldBe(["returns 90", "store_credit -97", "store_credit_bonuses 7"]);
    }

    [Fact]
    public async Task Where_less_is_given_than_was_asked_for_the_bonus_is_less_in_proportion()
    {
        var refund = Of(100, Paid(25), Paid(35)) with
        {
            Customer = _customer,
            StoreCredit = 100,
            StoreCreditBonus = 10,
            PayWhatIsLeft = true,
        };

        await SucceedAsync(refund);

        Left(await CreditAsync()).ShouldBe(["66 EUR"]);
    }

    [Fact]
    public async Task A_bonus_without_store_credit_is_a_failure()
    {
        var refund = Of(90, Paid(90)) with { Customer = _customer, StoreCreditBonus = 7 };

        await refunds.Service.SendAsync(refund);

        await refunds.Service.HearAsync<Fault<IssueRefund>>(x => x.Message.RefundId == refund.RefundId);
    }

    [Fact]
    public async Task Requested_store_credit_counts_against_the_caps_of_the_payments()
    {
        var refund = Of(90, Paid(60), Paid(100)) with { Customer = _customer, StoreCredit = 50 };

        await SucceedAsync(refund);

        Left(await CreditAsync()).ShouldBe(["50 EUR"]);
        refund.Payments.Select(x => refunds.Provider.PaidTo(x.Reference)).ShouldBe([40, 0]);
        (await BalancesAsync(refund)).ShouldBe(["clearing:card -40", "returns 90", "store_credit -50"]);
        var more = Of(71, refund.Payments[0], refund.Payments[1]) with { Customer = _customer, StoreCredit = 71 };
        await refunds.Service.SendAsync(more);
        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == more.RefundId))[0]
            .Reason.ShouldBe("cap_exceeded");
    }

    [Fact]
    public async Task Store_credit_that_is_requested_many_times_at_once_is_granted_once()
    {
        var refund = Of(10, Paid(100)) with { Customer = _customer, StoreCredit = 10 };

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => refunds.Service.DeliverAsync(refund)));

        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        Left(await CreditAsync()).ShouldBe(["10 EUR"]);
    }

    [Fact]
    public async Task Without_a_customer_the_next_payment_takes_it_and_what_must_be_credited_is_a_fault()
    {
        var nobody = Of(30, Paid(30, method: "store_credit"), Paid(100));
        await SucceedAsync(nobody);
        refunds.Provider.PaidTo(nobody.Payments[1].Reference).ShouldBe(30);

        var credited = Of(30, Paid(100)) with { StoreCredit = 30 };
        var tooMuch = Of(30, Paid(100)) with { StoreCredit = 31, Customer = _customer };
        foreach (var wrong in new[] { credited, tooMuch })
        {
            await refunds.Service.SendAsync(wrong);
            await refunds.Service.HearAsync<Fault<IssueRefund>>(x => x.Message.RefundId == wrong.RefundId);
        }
    }

    [Fact]
    public async Task Of_64_concurrent_spends_as_many_succeed_as_the_credit_allows()
    {
        for (var i = 0; i < 5; i++)
        {
            await GiveAsync(100);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => SpendAsync(10, $"order-{i}")));

        answers.Count(x => x.Status == HttpStatusCode.Created).ShouldBe(50);
        foreach (var (status, body) in answers.Where(x => x.Status != HttpStatusCode.Created))
        {
            status.ShouldBe(HttpStatusCode.UnprocessableEntity);
            body["type"]!.ToString().ShouldBe("urn:aftersales:problem:insufficient_store_credit");
            (body["left"]!.GetValue<long>(), body["currency"]!.ToString()).ShouldBe((0, "EUR"));
        }
        Left(await CreditAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Not_enough_spends_nothing_and_other_currencies_do_not_count()
    {
        await GiveAsync(30);
        await GiveAsync(30, "USD");

        var (status, body) = await SpendAsync(31, "too-much");

        (status, body["left"]!.GetValue<long>()).ShouldBe((HttpStatusCode.UnprocessableEntity, 30));
        Left(await CreditAsync()).ShouldBe(["30 EUR", "30 USD"]);
    }

    [Fact]
    public async Task Spent_again_under_the_same_key_or_reference_it_is_spent_once()
    {
        await GiveAsync(100);
        var key = Guid.NewGuid().ToString();

        var first = await SpendAsync(40, "order-1", key);
        var repeated = await SpendAsync(40, "order-1", key);
        var days = await SpendAsync(40, "order-1");
        var other = await SpendAsync(50, "order-1");

        new[] { first, repeated, days }
            .Select(x => x.Status)
            .ShouldBe([HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.OK]);
        new[] { repeated, days }.ShouldAllBe(x => x.Body["id"]!.ToString() == first.Body["id"]!.ToString());
        other.Status.ShouldBe(HttpStatusCode.Conflict);
        Left(await CreditAsync()).ShouldBe(["60 EUR"]);
    }

    [Fact]
    public async Task Credit_that_expires_first_is_spent_first_and_is_given_back_with_its_remaining_time()
    {
        var early = await GrantAsync(50, TimeSpan.FromDays(1));
        var late = await GrantAsync(50, TimeSpan.FromDays(100));
        var (_, spend) = await SpendAsync(70, "order-1");
        var grants = (await CreditAsync())["grants"]!.AsArray();
        grants.ShouldHaveSingleItem()!["id"]!.GetValue<Guid>().ShouldBe(late);

        await GiveBackAsync(spend, 30);

        // 20 of the later one, 10 of the earlier.
        (await ExpiriesAsync()).ShouldBe(["10 in 1", "50 in 100"], ignoreOrder: true);
        (await GiveBackAsync(spend, 41)).Status.ShouldBe(HttpStatusCode.Conflict);
        (await GiveBackAsync(spend)).Body["givenBack"]!.GetValue<long>().ShouldBe(70);
        (await ExpiriesAsync()).ShouldBe(["50 in 1", "50 in 100"], ignoreOrder: true);
        (await GiveBackAsync(spend)).Status.ShouldBe(HttpStatusCode.Conflict);
        early.ShouldNotBe(late);
    }

    [Fact]
    public async Task A_misspelt_amount_gives_nothing_back()
    {
        await GiveAsync(100);
        var (_, spend) = await SpendAsync(40, "order-1");

        var (status, body) = await PostAsync($"{Path}/spends/{spend["id"]}/give-back", new { amonut = 30 }, null, null);

        status.ShouldBe(HttpStatusCode.BadRequest);
        body["detail"]!.ToString().ShouldContain("The field amonut is unknown");
        Left(await CreditAsync()).ShouldBe(["60 EUR"]);
    }

    [Fact]
    public async Task A_spend_is_given_back_in_a_bounded_number_of_parts_and_always_as_a_whole()
    {
        await GiveAsync(1000);
        var (_, spend) = await SpendAsync(1000, "order-1");
        (await GiveBackAsync(spend, 1)).Status.ShouldBe(HttpStatusCode.OK);
        await refunds.Service.InDatabaseAsync<RefundDb, int>(async db =>
        {
            var first = await db.PaymentAdjustments.AsNoTracking().OrderByDescending(x => x.Id).FirstAsync();
            db.PaymentAdjustments.AddRange(
                Enumerable
                    .Range(0, 199)
                    .Select(i => new PaymentAdjustment
                    {
                        Id = Guid.CreateVersion7(),
                        StorefrontId = Shop,
                        PaymentReference = first.PaymentReference,
                        Kind = first.Kind,
                        Amount = 1,
                        Currency = "EUR",
                        Reference = $"{first.Reference}-{i}",
                        At = DateTimeOffset.UtcNow,
                        By = "p",
                    })
            );
            return await db.SaveChangesAsync();
        });

        var part = await GiveBackAsync(spend, 1);
        var rest = await GiveBackAsync(spend);

        part.Body["type"]!.ToString().ShouldBe("urn:aftersales:problem:too_many_adjustments");
        (rest.Status, rest.Body["givenBack"]!.GetValue<long>()).ShouldBe((HttpStatusCode.OK, 1000));
        Left(await CreditAsync()).ShouldBe(["1000 EUR"]);
    }

    [Fact]
    public async Task Credit_given_back_in_many_parts_that_expire_in_the_same_hour_is_one_grant()
    {
        await GiveAsync(100);
        var (_, spend) = await SpendAsync(50, "order-1");

        for (var i = 0; i < 6; i++)
        {
            (await GiveBackAsync(spend, 1)).Status.ShouldBe(HttpStatusCode.OK);
        }
        await GiveBackAsync(spend);

        var credit = await CreditAsync();
        Left(credit).ShouldBe(["100 EUR"]);
        // Two when an hour has ended meanwhile.
        credit["grants"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Store_credit_for_many_payments_that_expires_in_the_same_hour_is_one_grant()
    {
        CapturedPayment[] payments = [.. Enumerable.Range(0, 20).Select(_ => Paid(1, method: "store_credit"))];
        await SucceedAsync(Of(20, payments) with { Customer = _customer });
        await GiveAsync(3);
        await GiveAsync(5, "CHF");

        var credit = await CreditAsync();
        Left(credit).ShouldBe(["5 CHF", "23 EUR"]);
        // Each may be two when an hour has ended meanwhile.
        credit["grants"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(4);
        credit["entries"]!["items"]!.AsArray().Count(x => x!["what"]!.ToString() == "granted").ShouldBe(22);
    }

    [Fact]
    public async Task A_spend_that_was_given_back_is_not_answered_as_a_spend_again()
    {
        await GiveAsync(100);
        var (_, spend) = await SpendAsync(40, "order-1");
        await GiveBackAsync(spend, 10);

        var partly = await SpendAsync(40, "order-1");
        await GiveBackAsync(spend);
        var again = await SpendAsync(40, "order-1");

        partly.Status.ShouldBe(HttpStatusCode.OK);
        (partly.Body["givenBack"]!.GetValue<long>(), partly.Body["left"]!.GetValue<long>()).ShouldBe((10, 30));
        again.Status.ShouldBe(HttpStatusCode.Conflict);
        again.Body["type"]!.ToString().ShouldBe("urn:aftersales:problem:spend_given_back");
        (await CreditAsync())["balances"]![0]!["left"]!.GetValue<long>().ShouldBe(100);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_spend_that_is_a_payment_of_an_order_is_refunded_or_given_back_and_not_both(bool refundFirst)
    {
        await GiveAsync(1000);
        var (_, spend) = await SpendAsync(1000, "order-1");
        var refund = BackOf(spend, 1000);
        if (refundFirst)
        {
            await SucceedAsync(refund);
        }

        var given = await GiveBackAsync(spend);

        given.Status.ShouldBe(refundFirst ? HttpStatusCode.Conflict : HttpStatusCode.OK);
        if (!refundFirst)
        {
            await refunds.Service.SendAsync(refund);
            (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0]
                .Reason.ShouldBe("cap_exceeded");
        }
        Left(await CreditAsync()).ShouldBe(["1000 EUR"]);
    }

    [Theory]
    [InlineData("D")]
    [InlineData("N")]
    [InlineData("B")]
    [InlineData("P")]
    [InlineData("X")]
    public async Task A_spend_is_one_payment_however_an_order_or_a_report_spells_its_id(string format)
    {
        await GiveAsync(1000);
        string Spelled(JsonNode spend) => spend["id"]!.GetValue<Guid>().ToString(format).ToUpperInvariant();
        var (refunded, reported) = ((await SpendAsync(600, "order-1")).Body, (await SpendAsync(400, "order-2")).Body);

        await SucceedAsync(BackOf(refunded, 600, Spelled(refunded)));
        using var finance = refunds.Service.As("finance", Shop);
        var report = await finance.PostAdjustmentAsync(
            Uri.EscapeDataString(Spelled(reported)),
            "refunded_elsewhere",
            400
        );

        (await GiveBackAsync(refunded)).Body["type"]!.ToString().ShouldBe("urn:aftersales:problem:more_than_spent");
        (report.Status, report.Body["payment"]!.ToString()).ShouldBe(
            (HttpStatusCode.Created, reported["id"]!.ToString())
        );
        var again = BackOf(reported, 400, Spelled(reported));
        await refunds.Service.SendAsync(again);
        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == again.RefundId))[0]
            .Reason.ShouldBe("cap_exceeded");
        Left(await CreditAsync()).ShouldBe(["600 EUR"]);
    }

    [Fact]
    public async Task The_part_of_a_spend_that_was_not_given_back_can_be_refunded_and_no_more()
    {
        await GiveAsync(1000);
        var (_, spend) = await SpendAsync(1000, "order-1");
        (await GiveBackAsync(spend, 300)).Status.ShouldBe(HttpStatusCode.OK);
        await SucceedAsync(BackOf(spend, 500));

        var tooMuch = await GiveBackAsync(spend, 201);
        var rest = await GiveBackAsync(spend);

        (tooMuch.Status, tooMuch.Body["type"]!.ToString()).ShouldBe(
            (HttpStatusCode.Conflict, "urn:aftersales:problem:more_than_spent")
        );
        (rest.Status, rest.Body["givenBack"]!.GetValue<long>()).ShouldBe((HttpStatusCode.OK, 500));
        Left(await CreditAsync()).ShouldBe(["1000 EUR"]);
    }

    [Fact]
    public async Task What_was_refunded_of_a_spend_is_not_given_back_when_its_order_says_that_more_was_captured()
    {
        await GiveAsync(1000);
        var (_, spend) = await SpendAsync(400, "order-1");
        await SucceedAsync(
            BackOf(spend, 300) with
            {
                Payments = [new CapturedPayment(spend["id"]!.ToString(), "store_credit", 5000)],
            }
        );

        var tooMuch = await GiveBackAsync(spend, 101);
        var rest = await GiveBackAsync(spend);

        tooMuch.Body["type"]!.ToString().ShouldBe("urn:aftersales:problem:more_than_spent");
        (rest.Status, rest.Body["givenBack"]!.GetValue<long>()).ShouldBe((HttpStatusCode.OK, 100));
        Left(await CreditAsync()).ShouldBe(["1000 EUR"]);
    }

    [Theory]
    [InlineData("refunded_elsewhere")]
    [InlineData("chargeback")]
    public async Task What_was_reported_of_a_spend_that_no_order_names_is_not_given_back(string kind)
    {
        await GiveAsync(1000);
        var (_, spend) = await SpendAsync(400, "order-1");
        using var shop = refunds.Service.As("storefront", Shop);
        Task<(HttpStatusCode Status, JsonNode Body)> ReportAsync(long amount, string currency = "EUR") =>
            shop.PostAdjustmentAsync(spend["id"]!.ToString(), kind, amount, currency: currency, method: "store_credit");

        var foreign = await ReportAsync(1, "USD");
        (await ReportAsync(250)).Status.ShouldBe(HttpStatusCode.Created);
        var tooMuch = await GiveBackAsync(spend, 151);
        var part = await GiveBackAsync(spend, 50);
        (await ReportAsync(60)).Status.ShouldBe(HttpStatusCode.Created);
        var rest = await GiveBackAsync(spend);
        var none = await GiveBackAsync(spend);

        foreign.Body["type"]!.ToString().ShouldBe("urn:aftersales:problem:other_currency");
        tooMuch.Body["type"]!.ToString().ShouldBe("urn:aftersales:problem:more_than_spent");
        (part.Status, part.Body["givenBack"]!.GetValue<long>()).ShouldBe((HttpStatusCode.OK, 50));
        (rest.Status, rest.Body["givenBack"]!.GetValue<long>()).ShouldBe((HttpStatusCode.OK, 90));
        none.Body["type"]!.ToString().ShouldBe("urn:aftersales:problem:more_than_spent");
        Left(await CreditAsync()).ShouldBe(["690 EUR"]);
    }

    [Fact]
    public async Task Refunded_and_given_back_at_once_one_of_the_two_happens()
    {
        await GiveAsync(1000);
        List<JsonNode> spends = [];
        for (var i = 0; i < 10; i++)
        {
            spends.Add((await SpendAsync(100, $"order-{i}")).Body);
        }

        await Task.WhenAll(
            spends.Select(async spend =>
            {
                var refund = BackOf(spend, 100);
                var told = refunds.Service.DeliverAsync(refund);
                var isGiven = (await GiveBackAsync(spend)).Status == HttpStatusCode.OK;
                await told;
                if (isGiven)
                {
                    await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId);
                }
                else
                {
                    await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
                }
            })
        );

        Left(await CreditAsync()).ShouldBe(["1000 EUR"]);
    }

    [Fact]
    public async Task Expired_store_credit_is_not_spent_and_is_written_off_once()
    {
        await GrantAsync(50, TimeSpan.FromDays(-1));
        await GrantAsync(20, TimeSpan.FromDays(1));

        Left(await CreditAsync()).ShouldBe(["20 EUR"]);
        (await SpendAsync(21, "order-1")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        for (var i = 0; i < 2; i++)
        {
            await ExpireAsync(DateTimeOffset.UtcNow);
        }

        (await CreditAsync())["entries"]!["items"]!
            .AsArray()
            .Select(x => $"{x!["what"]} {x["amount"]}")
            .ShouldBe(["granted 50", "granted 20", "expired -50"], ignoreOrder: true);
        var income = await refunds.Service.InDatabaseAsync<RefundDb, long>(db =>
            db.AccountBalances.Where(x => x.Account == "store_credit_expired" && x.StorefrontId == Shop)
                .SumAsync(x => x.Amount)
        );
        income.ShouldBeLessThanOrEqualTo(-50);
    }

    [Fact]
    public async Task A_storefront_whose_expired_credit_cannot_be_written_off_does_not_stop_the_others()
    {
        // Its write-off is in the ledger already, under the same id. The service's own worker does not see what expires tomorrow.
        var broken = await GrantAsync(1, TimeSpan.FromDays(1), $"a-{Guid.NewGuid():N}");
        await refunds.Service.InDatabaseAsync<RefundDb, int>(async db =>
        {
            var grant = await db.StoreCreditGrants.AsNoTracking().SingleAsync(x => x.Id == broken);
            var posting = StoreCreditPostings.Expired(grant, DateTimeOffset.UtcNow);
            (posting.Lines[0], posting.Lines[1]) = (new("bank", "EUR", 1), new("suspense", "EUR", -1));
            db.Post(posting);
            return await db.SaveChangesAsync();
        });
        var other = await GrantAsync(1, TimeSpan.FromDays(1));

        await ExpireAsync(DateTimeOffset.UtcNow.AddDays(2));

        var left = await refunds.Service.InDatabaseAsync<RefundDb, List<Guid>>(db =>
            db.StoreCreditGrants.Where(x => (x.Id == broken || x.Id == other) && x.Left > 0)
                .Select(x => x.Id)
                .ToListAsync()
        );
        left.ShouldBe([broken]);
    }

    [Fact]
    public async Task Another_storefront_sees_nothing_of_it_and_gives_nothing_back()
    {
        await GiveAsync(30);
        var (_, spend) = await SpendAsync(10, "order-1");
        using var other = refunds.Service.As("storefront", "other");

        var seen = (await other.GetFromJsonAsync<JsonNode>(Path))!;
        seen["balances"]!.AsArray().ShouldBeEmpty();
        seen["entries"]!["items"]!.AsArray().ShouldBeEmpty();
        (await GiveBackAsync(spend, caller: other)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await SpendAsync(1, "order-2", caller: other)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await other.GetAsync($"{Path}?storefrontId={Shop}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var agent = refunds.Service.As("agent", Shop);
        (await agent.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_storefront_may_have_its_own_time_to_spend_it()
    {
        var refund = Of(10, Paid(10, method: "store_credit")) with { StorefrontId = "quick", Customer = _customer };
        await SucceedAsync(refund);

        using var quick = refunds.Service.As("storefront", "quick");
        var grant = (await quick.GetFromJsonAsync<JsonNode>(Path))!["grants"]![0]!;

        (grant["expiresAt"]!.GetValue<DateTimeOffset>() - grant["grantedAt"]!.GetValue<DateTimeOffset>()).ShouldBe(
            TimeSpan.FromDays(2)
        );
    }

    private string Path => $"/v1/store-credits/{Uri.EscapeDataString(_customer)}";

    private async Task<IssueRefund> GiveAsync(long amount, string currency = "EUR")
    {
        var refund = Of(amount, Paid(amount, method: "store_credit")) with
        {
            Customer = _customer,
            Currency = currency,
        };
        await SucceedAsync(refund);
        return refund;
    }

    /// <summary>A refund of what was bought with a spend, as the order tells of it.</summary>
    private IssueRefund BackOf(JsonNode spend, long amount, string? payment = null) =>
        Of(
            amount,
            new CapturedPayment(payment ?? spend["id"]!.ToString(), "store_credit", spend["amount"]!.GetValue<long>())
        ) with
        {
            Customer = _customer,
        };

    private async Task SucceedAsync(IssueRefund refund)
    {
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
    }

    /// <summary>Credit that expires by then.</summary>
    private async Task<Guid> GrantAsync(long amount, TimeSpan left, string storefront = Shop)
    {
        var part = Guid.NewGuid();
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
        {
            var now = DateTimeOffset.UtcNow;
            var grant = new StoreCreditGrant
            {
                Id = part,
                StorefrontId = storefront,
                Customer = _customer,
                Currency = "EUR",
                Amount = amount,
                Left = amount,
                GrantedAt = now,
                ExpiresAt = now + left,
            };
            db.StoreCreditGrants.Add(grant);
            db.StoreCreditMovements.Add(StoreCreditMovement.Of(grant, StoreCreditMovement.Granted, amount, now));
            db.Post(
                new Posting
                {
                    Id = part,
                    StorefrontId = storefront,
                    What = "granted",
                    At = now,
                    Lines = [new("returns", "EUR", amount), new("store_credit", "EUR", -amount)],
                }
            );
            return db.SaveChangesAsync();
        });
        return part;
    }

    private Task<bool> ExpireAsync(DateTimeOffset now) =>
        refunds.Service.InDatabaseAsync<RefundDb, bool>(async db =>
        {
            await ExpireStoreCredit.RunAsync(db, now, NullLogger.Instance, CancellationToken.None);
            return true;
        });

    private async Task<JsonNode> CreditAsync()
    {
        using var shop = refunds.Service.As("storefront", Shop);
        return (await shop.GetFromJsonAsync<JsonNode>(Path))!;
    }

    private static List<string> Left(JsonNode credit) =>
        [.. credit["balances"]!.AsArray().Select(x => $"{x!["left"]} {x["currency"]}")];

    /// <summary>What is left, by the days in which it expires.</summary>
    private async Task<List<string>> ExpiriesAsync() =>
        [
            .. (await CreditAsync())["grants"]!
                .AsArray()
                .GroupBy(x =>
                    Math.Round((x!["expiresAt"]!.GetValue<DateTimeOffset>() - DateTimeOffset.UtcNow).TotalDays)
                )
                .Select(x => $"{x.Sum(grant => grant!["left"]!.GetValue<long>())} in {x.Key:0}"),
        ];

    private Task<(HttpStatusCode Status, JsonNode Body)> SpendAsync(
        long amount,
        string reference,
        string? key = null,
        HttpClient? caller = null
    ) =>
        PostAsync(
            $"{Path}/spend",
            new
            {
                amount,
                currency = "EUR",
                reference = $"{_customer}-{reference}",
            },
            key,
            caller
        );

    private Task<(HttpStatusCode Status, JsonNode Body)> GiveBackAsync(
        JsonNode spend,
        long? amount = null,
        HttpClient? caller = null
    ) => PostAsync($"{Path}/spends/{spend["id"]}/give-back", new { amount }, null, caller);

    private async Task<(HttpStatusCode, JsonNode)> PostAsync(string path, object body, string? key, HttpClient? caller)
    {
        using var shop = refunds.Service.As("storefront", Shop);
        return await (caller ?? shop).PostWithKeyAsync(path, body, key);
    }

    private Task<List<string>> BalancesAsync(IssueRefund refund) =>
        refunds.Service.InDatabaseAsync<RefundDb, List<string>>(db => BooksAgree.OfRefundAsync(db, refund.RefundId));
}
