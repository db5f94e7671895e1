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

    private async Task<string> EtagAsync(IssueRefund refund)
    {
        using var finance = refunds.Service.As("finance", Shop);
        var page = await finance.AskAsync($"/v1/refunds?returnId={refund.ReturnId}").ShouldBeOkAsync();
        return page["items"]![0]!.Text("etag")!;
    }

    private async Task<(HttpStatusCode Status, string? Word)> ApproveAsync(IssueRefund refund, string? etag)
    {
        using var finance = refunds.Service.As("finance", Shop);
        finance.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (etag is not null)
        {
            finance.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", etag);
        }
        using var answer = await finance.PostJsonAsync($"/v1/refunds/{refund.RefundId}/approve", new { });
        var body = await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        return (answer.StatusCode, body?.Text("type")?.Split(':')[^1]);
    }
}
