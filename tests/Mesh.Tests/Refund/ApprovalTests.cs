using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>Refunds in CHF wait for approval above 100.</summary>
public sealed class ApprovalTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Up_to_the_limit_no_approval_is_needed()
    {
        var refund = Large(100);

        await refunds.Service.SendAsync(refund);

        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
    }

    [Fact]
    public async Task Above_the_limit_it_waits_until_a_second_person_approves()
    {
        var refund = Large(101);
        await refunds.Service.DeliverAsync(refund);

        var waiting = (await WaitingAsync()).Single(x => x!["id"]!.GetValue<Guid>() == refund.RefundId)!;
        (waiting["status"]!.ToString(), waiting["waitingFor"]!.ToString()).ShouldBe(("planned", "approval"));
        refunds.Provider.Submitted.ShouldNotContain(x => x.Payment == refund.Payments[0].Reference);

        var approved = await PostAsync("finance", $"{refund.RefundId}/approve");

        approved.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = (await approved.Content.ReadFromJsonAsync<JsonNode>())!;
        (answer["reviewedBy"]!.ToString(), answer["next"]!.ToString()).ShouldBe(("person-finance", "submission"));
        answer["reviews"]![0]!["byName"]!.ToString().ShouldBe("finance person");
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        (await WaitingAsync()).ShouldNotContain(x => x!["id"]!.GetValue<Guid>() == refund.RefundId);
        (await PostAsync("admin", $"{refund.RefundId}/approve")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Several_small_refunds_of_an_order_do_not_avoid_approval()
    {
        var first = Large(60);
        var second = Large(60) with { OrderNumber = first.OrderNumber };
        await refunds.Service.SendAsync(first);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == first.RefundId);

        await refunds.Service.DeliverAsync(second);

        var waiting = (await WaitingAsync()).Single(x => x!["id"]!.GetValue<Guid>() == second.RefundId)!;
        (waiting["waitingFor"]!.ToString(), waiting["next"]!.ToString()).ShouldBe(("approval", "approval"));
        await PostAsync("finance", $"{second.RefundId}/approve");
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == second.RefundId);
        var third = Large(30) with { OrderNumber = first.OrderNumber };
        await refunds.Service.SendAsync(third);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == third.RefundId);
    }

    [Fact]
    public async Task What_was_paid_of_a_refund_that_failed_counts_towards_the_limit()
    {
        var first = Large(90) with { Payments = [Paid(60), Paid(30, "-declined")] };
        await refunds.Service.SendAsync(first);
        await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == first.RefundId);

        var second = Large(50) with { OrderNumber = first.OrderNumber };
        await refunds.Service.DeliverAsync(second);

        (await WaitingAsync()).ShouldContain(x => x!["id"]!.GetValue<Guid>() == second.RefundId);
    }

    [Theory]
    [InlineData(60, 41, 0, 0)]
    [InlineData(50, 30, 25, 0)]
    [InlineData(50, 30, 10, 11)]
    public async Task A_bonus_of_store_credit_counts_towards_the_limit(
        long amount,
        long bonus,
        long furtherAmount,
        long furtherBonus
    )
    {
        var first = Large(amount) with { Customer = "c-1", StoreCredit = amount, StoreCreditBonus = bonus };
        await refunds.Service.DeliverAsync(first);
        var last = first;
        if (furtherAmount > 0)
        {
            last = Large(furtherAmount) with
            {
                OrderNumber = first.OrderNumber,
                Customer = "c-1",
                StoreCredit = furtherAmount,
                StoreCreditBonus = furtherBonus,
            };
            await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == first.RefundId);
            await refunds.Service.DeliverAsync(last);
        }

        (await WaitingAsync()).ShouldContain(x => x!["id"]!.GetValue<Guid>() == last.RefundId);
    }

    [Fact]
    public async Task The_person_who_decided_a_refund_may_not_approve_it()
    {
        var refund = Large(101) with { DecidedBy = "person-finance" };
        await refunds.Service.DeliverAsync(refund);

        var own = await PostAsync("finance", $"{refund.RefundId}/approve");

        own.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await own.Content.ReadFromJsonAsync<JsonNode>())!["type"]!
            .ToString()
            .ShouldBe("urn:aftersales:problem:decided_by_you");
        (await PostAsync("admin", $"{refund.RefundId}/approve")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refused_refund_fails_returns_its_amount_to_the_cap_and_is_not_owed()
    {
        var refund = Large(150);
        await refunds.Service.DeliverAsync(refund);

        var refused = await PostAsync("finance", $"{refund.RefundId}/refuse", new { reason = "Sent back used." });

        refused.StatusCode.ShouldBe(HttpStatusCode.OK);
        var failed = (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0];
        (failed.Reason, failed.Paid).ShouldBe(("refused", 0));
        var (committed, postings) = await refunds.Service.InDatabaseAsync<RefundDb, (long, List<Posting>)>(async db =>
            (
                (await db.Payments.SingleAsync(x => x.Reference == refund.Payments[0].Reference)).Committed,
                await db.Postings.Where(x => x.RefundId == refund.RefundId).OrderBy(x => x.Position).ToListAsync()
            )
        );
        committed.ShouldBe(0);
        postings.Select(x => x.What).ShouldBe(["decided", "cancelled"]);
        (await PostAsync("finance", $"{refund.RefundId}/approve")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_refusal_says_why_a_stranger_sees_nothing_and_a_key_is_needed()
    {
        var refund = Large(150);
        await refunds.Service.DeliverAsync(refund);

        (await PostAsync("finance", $"{refund.RefundId}/refuse", new { reason = " " })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await PostAsync("finance", $"{Guid.NewGuid()}/approve")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync("agent", $"{refund.RefundId}/approve")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var other = refunds.Service.As("finance", "other");
        other.DefaultRequestHeaders.Add("Idempotency-Key", "k-1");
        (await other.PostAsync($"/v1/refunds/{refund.RefundId}/approve", null)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        using var keyless = refunds.Service.As("finance", Shop);
        (await keyless.PostAsync($"/v1/refunds/{refund.RefundId}/approve", null)).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task A_refund_is_paid_again_after_a_won_chargeback_but_not_by_the_person_who_decided_it()
    {
        var payment = Paid(1000);
        var refund = Of(800, payment) with { Currency = "CHF", DecidedBy = "person-admin" };
        await refunds.Service.DeliverAsync(refund);
        var dispute = $"dp_{Guid.NewGuid():N}";
        await AdjustAsync(payment, "chargeback", 1000, dispute);
        await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId);
        var again = $"{refund.RefundId}/pay-again";
        var note = new { note = "won" };
        (await PostAsync("finance", again, note)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await AdjustAsync(payment, "chargeback_won", 1000, dispute);

        (await PostAsync("admin", again, note)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync("finance", again)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync("finance", again, note)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        refunds.Provider.PaidTo(payment.Reference).ShouldBe(800);
        (await PostAsync("finance", again, note)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_refused_refund_is_not_paid_again()
    {
        var refund = Large(101);
        await refunds.Service.DeliverAsync(refund);
        await PostAsync("finance", $"{refund.RefundId}/refuse", new { reason = "Sent back used." });

        (await PostAsync("finance", $"{refund.RefundId}/pay-again", new { note = "please" })).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
    }

    [Fact]
    public async Task A_refund_is_paid_again_a_bounded_number_of_times()
    {
        var refund = Of(10, Paid(10, "-declined"));
        await refunds.Service.DeliverAsync(refund);
        await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId);
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
        {
            db.AddRange(
                Enumerable
                    .Range(1, RefundReview.MaxPaidAgain - 1)
                    .Select(i => new RefundReview
                    {
                        Id = Guid.CreateVersion7(),
                        RefundId = refund.RefundId,
                        StorefrontId = Shop,
                        What = RefundReview.PaidAgain,
                        By = "person-finance",
                        ByName = "Finance",
                        At = DateTimeOffset.UnixEpoch,
                        Note = $"{i}",
                    })
            );
            return db.SaveChangesAsync();
        });
        var again = $"{refund.RefundId}/pay-again";
        var note = new { note = "again" };
        (await PostAsync("finance", again, note)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId, times: 2);

        await PostAsync("finance", again, note).ShouldBeProblemAsync(409, "paid_again_too_often");
    }

    [Fact]
    public async Task A_refused_refund_is_not_paid_again_where_its_payment_could_not_give_all_of_it()
    {
        var refund = Large(1000) with { Payments = [Paid(1000, refunded: 300)], PayWhatIsLeft = true };
        await refunds.Service.DeliverAsync(refund);
        var refused = await PostAsync("finance", $"{refund.RefundId}/refuse", new { reason = "Sent back used." });
        var body = (await refused.Content.ReadFromJsonAsync<JsonNode>())!;
        (body["status"]!.ToString(), body["shortfall"]!.GetValue<long>()).ShouldBe(("failed", 300));

        await PostAsync("finance", $"{refund.RefundId}/pay-again", new { note = "please" })
            .ShouldBeProblemAsync(409, "nothing_to_pay");
    }

    [Fact]
    public async Task A_shortfall_that_is_paid_again_and_declined_is_a_shortfall_again()
    {
        var (card, other, chargeback) = (Paid(70), Paid(30, "-declined"), $"cb-{Guid.NewGuid():N}");
        var refund = Large(100) with { Payments = [card, other], PayWhatIsLeft = true };
        await AdjustAsync(other, "chargeback", 30, chargeback);
        await refunds.Service.SendAsync(refund);
        (await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId))[0]
            .Shortfall.ShouldBe(30);
        await AdjustAsync(other, "chargeback_won", 30, chargeback);

        for (var times = 2; times <= 3; times++)
        {
            var again = await PostAsync("finance", $"{refund.RefundId}/pay-again", new { note = "won" });

            again.StatusCode.ShouldBe(HttpStatusCode.OK);
            var told = await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId, times);
            told[^1].Shortfall.ShouldBe(30);
        }
        var books = await refunds.Service.InDatabaseAsync<RefundDb, List<string>>(db =>
            BooksAgree.OfRefundAsync(db, refund.RefundId)
        );
        books.ShouldBe(["clearing:card -70", "returns 70"]);
    }

    private async Task AdjustAsync(CapturedPayment payment, string kind, long amount, string reference)
    {
        using var finance = refunds.Service.As("finance", Shop);
        var (status, body) = await finance.PostAdjustmentAsync(
            payment.Reference,
            kind,
            amount,
            reference,
            currency: "CHF"
        );
        status.ShouldBe(HttpStatusCode.Created, body.ToJsonString());
    }

    private static IssueRefund Large(long amount) =>
        Of(amount, Paid(1000)) with
        {
            Currency = "CHF",
            OrderNumber = $"{Guid.NewGuid():N}",
        };

    private async Task<JsonArray> WaitingAsync()
    {
        using var finance = refunds.Service.As("finance", Shop);
        return (await finance.GetFromJsonAsync<JsonNode>("/v1/refunds?waiting=approval&limit=200"))![
            "items"
        ]!.AsArray();
    }

    private async Task<HttpResponseMessage> PostAsync(string role, string what, object? body = null)
    {
        using var client = refunds.Service.As(role, Shop);
        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return await client.PostAsJsonAsync($"/v1/refunds/{what}", body ?? new { });
    }
}
