using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>Two people act on one refund: whoever names an ETag changes only what they have seen.</summary>
public sealed class IfMatchTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_refund_that_changed_since_it_was_read_is_not_approved_with_its_old_ETag()
    {
        var refund = Of(101, Paid(1000)) with { Currency = "CHF" };
        await refunds.Service.DeliverAsync(refund);
        var seen = await EtagAsync(refund);

        (await ApproveAsync(refund, "\"no-such\"")).ShouldBe((HttpStatusCode.PreconditionFailed, "changed_since"));
        (await ApproveAsync(refund, $"W/{seen}")).ShouldBe((HttpStatusCode.PreconditionFailed, "changed_since"));
        (await EtagAsync(refund)).ShouldBe(seen);
        (await ApproveAsync(refund, $"\"other\", {seen}")).Status.ShouldBe(HttpStatusCode.OK);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        (await EtagAsync(refund)).ShouldNotBe(seen);
        (await ApproveAsync(refund, seen)).ShouldBe((HttpStatusCode.PreconditionFailed, "changed_since"));
    }

    [Fact]
    public async Task Any_ETag_and_none_change_whatever_is_there()
    {
        foreach (var etag in new[] { "*", null })
        {
            var refund = Of(101, Paid(1000)) with { Currency = "CHF" };
            await refunds.Service.DeliverAsync(refund);
            (await ApproveAsync(refund, etag)).Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_decision_answers_the_ETag_of_what_it_wrote()
    {
        var refund = Of(101, Paid(1000)) with { Currency = "CHF" };
        await refunds.Service.DeliverAsync(refund);
        using var finance = refunds.Service.As("finance", Shop);

        var (_, refused) = await finance.PostWithKeyAsync(
            $"/v1/refunds/{refund.RefundId}/refuse",
            new { reason = "no" }
        );
        refused.Text("etag").ShouldBe(await EtagAsync(refund));
        (refused.Text("reviewedBy"), refused.Text("reviewedByName")).ShouldBe(("person-finance", "finance person"));
    }

    [Fact]
    public async Task A_refund_that_is_paid_again_answers_a_new_ETag()
    {
        var refund = Of(101, Paid(1000, "-declined"));
        await refunds.Service.DeliverAsync(refund);
        await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId);
        var seen = await EtagAsync(refund);

        var path = $"/v1/refunds/{refund.RefundId}/pay-again";
        var (status, again) = await ChangeAsync(HttpMethod.Post, path, "finance", seen, new { note = "yes" });

        status.ShouldBe(HttpStatusCode.OK);
        again!.Text("etag").ShouldNotBeNullOrEmpty();
        again!.Text("etag").ShouldNotBe(seen);
    }

    [Fact]
    public async Task A_bank_account_and_its_payout_are_not_changed_with_an_old_ETag()
    {
        var refund = Of(90, Paid(100, method: "cash_on_delivery"));
        await refunds.Service.DeliverAsync(refund);
        var path = $"/v1/refunds/{refund.RefundId}/bank-account";
        var account = new { holder = "Mei", iban = "DE89370400440532013000" };

        (await ChangeAsync(HttpMethod.Put, path, "storefront", "*", account)).Status.ShouldBe(
            HttpStatusCode.PreconditionFailed
        );
        var told = await ChangeAsync(HttpMethod.Put, path, "storefront", null, account);
        told.Status.ShouldBe(HttpStatusCode.OK);
        await refunds.Service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId);
        using var finance = refunds.Service.As("finance", Shop);
        var listed = await finance.AskAsync($"/v1/payouts?refundId={refund.RefundId}").ShouldBeOkAsync();
        var payout = listed["items"]![0]!;
        payout["bankAccount"]!.Text("etag").ShouldBe(told.Body!.Text("etag"));
        var (paid, seen) = ($"/v1/payouts/{payout["id"]}/paid", payout.Text("etag")!);

        var stale = await ChangeAsync(HttpMethod.Post, paid, "finance", "\"7\"", new { reference = "bank-1" });
        stale.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        var confirmed = await ChangeAsync(HttpMethod.Post, paid, "finance", seen, new { reference = "bank-1" });
        confirmed.Status.ShouldBe(HttpStatusCode.OK);
        confirmed.Body!.Text("toldByName").ShouldBe("finance person");
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        listed = await finance.AskAsync($"/v1/payouts?refundId={refund.RefundId}").ShouldBeOkAsync();
        listed["items"]![0]!.Text("etag").ShouldBe(confirmed.Body!.Text("etag"));

        var etag = told.Body!.Text("etag")!;
        (await ChangeAsync(HttpMethod.Delete, path, "finance", "\"7\"")).Status.ShouldBe(
            HttpStatusCode.PreconditionFailed
        );
        (await ChangeAsync(HttpMethod.Delete, path, "finance", etag)).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> ChangeAsync(
        HttpMethod method,
        string path,
        string role,
        string? etag,
        object? body = null
    )
    {
        using var client = refunds.Service.As(role, Shop);
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        }
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    private async Task<string> EtagAsync(IssueRefund refund)
    {
        using var finance = refunds.Service.As("finance", Shop);
        var page = await finance.AskAsync($"/v1/refunds?returnId={refund.ReturnId}").ShouldBeOkAsync();
        return page["items"]![0]!.Text("etag")!;
    }

    private async Task<(HttpStatusCode Status, string? Word)> ApproveAsync(IssueRefund refund, string? etag)
    {
        var path = $"/v1/refunds/{refund.RefundId}/approve";
        var (status, body) = await ChangeAsync(HttpMethod.Post, path, "finance", etag, new { });
        return (status, body?.Text("type")?.Split(':')[^1]);
    }
}
