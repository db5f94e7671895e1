using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>What a refund goes through, and what the books say of it.</summary>
public sealed class RefundLifecycleTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Each_step_is_posted_and_leads_to_its_return_and_refund()
    {
        var refund = Of(30, Paid(20), Paid(100, method: "gift_card"));
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);

        using var finance = refunds.Service.As("finance", Shop);
        var postings = (await finance.GetFromJsonAsync<JsonNode>($"/v1/ledger/postings?refundId={refund.RefundId}"))![
            "items"
        ]!.AsArray();

        postings.Select(x => x!["returnId"]!.GetValue<Guid>()).ShouldAllBe(x => x == refund.ReturnId);
        postings
            .Select(x => x!["what"]!.ToString())
            .Order(StringComparer.Ordinal)
            .ShouldBe(["decided", "submitted", "submitted", "succeeded", "succeeded"]);
        Balances(postings).ShouldBe(["clearing:card -20", "clearing:gift_card -10", "returns 30"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_declined_amount_goes_to_the_next_payment_within_its_cap()
    {
        var refund = Of(90, Paid(60, "-declined"), Paid(100), Paid(100));

        await refunds.Service.SendAsync(refund);

        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        // 30 were planned for it from the start, and 60 came to it.
        refunds.Provider.PaidTo(refund.Payments[1].Reference).ShouldBe(90);
        refunds.Provider.PaidTo(refund.Payments[2].Reference).ShouldBe(0);
        (await PostingsAsync(refund)).ShouldBe(["clearing:card -90", "returns 90"], ignoreOrder: true);
    }

    [Fact]
    public async Task Where_no_payment_can_give_it_the_refund_fails_and_says_what_was_paid()
    {
        var refund = Of(100, Paid(60, "-declined"), Paid(70), Paid(40, "-declined"));

        await refunds.Service.SendAsync(refund);

        var failed = (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0];
        (failed.Reason, failed.Paid).ShouldBe(("declined", 70));
        (await PostingsAsync(refund)).ShouldBe(
            ["clearing:card -70", "refunds_payable -30", "returns 100"],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task A_succeeded_refund_that_is_due_again_is_only_looked_up()
    {
        var refund = Of(10, Paid(10));
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);

        await MakeDueAsync(refund);

        await IsNotDueAsync(refund);
        refunds.Provider.Submitted.Count(x => x.Payment == refund.Payments[0].Reference).ShouldBe(1);
    }

    [Fact]
    public async Task A_reversal_is_published_until_it_is_acknowledged_and_its_amount_returns_to_the_cap()
    {
        var refund = Of(30, Paid(20), Paid(100));
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        refunds.Provider.Reverse(refund.Payments[0].Reference);

        await MakeDueAsync(refund);

        var reversed = (await refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId))[0];
        (reversed.Reversed, reversed.Paid).ShouldBe((20, 10));
        (await PostingsAsync(refund)).ShouldBe(
            ["clearing:card -10", "refunds_payable -20", "returns 30"],
            ignoreOrder: true
        );
        (await RowAsync(refund)).DueAt.ShouldNotBeNull();
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.Refunds.Where(x => x.Id == refund.RefundId)
                .ExecuteUpdateAsync(x => x.SetProperty(row => row.DueAt, DateTimeOffset.UnixEpoch))
        );
        await refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId, times: 2);

        await refunds.Service.DeliverAsync(new AcknowledgeReversal(refund.ReturnId, Shop, refund.RefundId, 19));
        (await RowAsync(refund)).DueAt.ShouldNotBeNull();
        await refunds.Service.DeliverAsync(new AcknowledgeReversal(refund.ReturnId, Shop, refund.RefundId, 20));

        var row = await RowAsync(refund);
        (row.DueAt, row.Status).ShouldBe((null, "reversed"));
        var again = Of(20, refund.Payments[0]);
        await refunds.Service.SendAsync(again);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == again.RefundId);
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId, times: 3);
    }

    [Fact]
    public async Task A_reversal_that_no_return_knows_is_published_no_more_and_raises_an_exception()
    {
        var refund = Of(30, Paid(100));
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        refunds.Provider.Reverse(refund.Payments[0].Reference);
        await MakeDueAsync(refund);
        await refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId);

        var unknown = new AcknowledgeReversal(refund.ReturnId, Shop, refund.RefundId, 30, Unknown: true);
        await refunds.Service.DeliverAsync(unknown);
        await refunds.Service.DeliverAsync(unknown);

        (await RowAsync(refund)).DueAt.ShouldBeNull();
        using var finance = refunds.Service.As("finance", Shop);
        (await finance.GetFromJsonAsync<JsonNode>("/v1/exceptions?kind=orphan_reversal&limit=100"))!["items"]!
            .AsArray()
            .Where(x => x!["refundId"]!.GetValue<Guid>() == refund.RefundId)
            .ShouldHaveSingleItem();
    }

    private Task<AfterSalesMesh.Refund.Refunds.Refund> RowAsync(IssueRefund refund) =>
        refunds.Service.InDatabaseAsync<RefundDb, AfterSalesMesh.Refund.Refunds.Refund>(db =>
            db.Refunds.SingleAsync(x => x.Id == refund.RefundId)
        );

    // As a webhook would.
    private Task<int> MakeDueAsync(IssueRefund refund) =>
        refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.RefundParts.Where(x => x.RefundId == refund.RefundId)
                .ExecuteUpdateAsync(x => x.SetProperty(part => part.DueAt, DateTimeOffset.UnixEpoch))
        );

    private Task IsNotDueAsync(IssueRefund refund) =>
        AfterSalesMesh.Parts.Eventually.IsTrueAsync(
            () =>
                refunds.Service.InDatabaseAsync<RefundDb, bool>(db =>
                    db.RefundParts.AllAsync(x => x.RefundId != refund.RefundId || x.DueAt == null)
                ),
            TimeSpan.FromSeconds(30),
            () => "It is still due."
        );

    private async Task<List<string>> PostingsAsync(IssueRefund refund)
    {
        using var finance = refunds.Service.As("finance", Shop);
        return Balances(
            (await finance.GetFromJsonAsync<JsonNode>($"/v1/ledger/postings?returnId={refund.ReturnId}"))![
                "items"
            ]!.AsArray()
        );
    }

    private static List<string> Balances(JsonArray postings) =>
        [
            .. postings
                .SelectMany(x => x!["lines"]!.AsArray())
                .GroupBy(x => x!["account"]!.ToString())
                .Select(x => (x.Key, Sum: x.Sum(line => line!["amount"]!.GetValue<long>())))
                .Where(x => x.Sum != 0)
                .Select(x => $"{x.Key} {x.Sum}"),
        ];
}
