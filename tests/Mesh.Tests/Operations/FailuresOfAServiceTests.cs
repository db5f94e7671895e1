using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Mesh.Tests.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.ServiceDefaults.Identity;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Operations;

public abstract class FailuresOfAServiceTests(RefundFixture refunds) : IAsyncLifetime
{
    private const string Failures = "/v1/ops/failures/refund";

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_message_that_fails_is_listed_with_its_reason_its_return_and_no_stack_trace()
    {
        var (poison, id) = await PoisonAsync();

        var item = await UntilListedAsync(poison);

        item.Text("service").ShouldBe("refund");
        item.Text("kind").ShouldBe("failed");
        item.Text("endpoint").ShouldBe("refund-issue-refund");
        item.Text("messageType").ShouldBe("IssueRefund");
        item.Text("messageId").ShouldBe(id.ToString());
        item.Text("reason")
            .ShouldBe(
                $"InvalidOperationException: The amount of refund {poison.RefundId} must be above 0, and those of its payments 0 or more."
            );
        item.Text("returnId").ShouldBe(poison.ReturnId.ToString());
        item["count"]!.GetValue<int>().ShouldBe(1);
        item.ToJsonString().ShouldNotContain("   at ");
        item.ToJsonString().ShouldNotContain("body");
    }

    [Fact]
    public async Task A_message_replayed_before_its_cause_is_repaired_fails_again_and_is_counted()
    {
        var (poison, _) = await PoisonAsync();
        var item = await UntilListedAsync(poison);
        using var admin = refunds.Service.As(Roles.Admin, Shop);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => admin.PostRawJsonAsync($"/v1/ops/failures/{item.Text("id")}/replay", "").ShouldBeOkAsync())
        );

        answers.ShouldAllBe(x => x.Text("replayedAt") != null);
        var again = await UntilListedAsync(poison, x => x["count"]!.GetValue<int>() > 1);
        again.Text("id").ShouldBe(item.Text("id"));
        // Four who ask at once are one.
        again["count"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task One_call_replays_the_matching_failures_and_no_others()
    {
        var one = await PoisonAsync(shop: "group");
        var two = await PoisonAsync(shop: "group");
        var (other, _) = await PoisonAsync();
        foreach (var poison in new[] { one.Poison, two.Poison, other })
        {
            await UntilListedAsync(poison);
        }
        using var admin = refunds.Service.As(Roles.Admin, "group");

        var answer = await admin
            .PostJsonAsync($"{Failures}/replay", new { messageType = "IssueRefund", reason = "must be above 0" })
            .ShouldBeOkAsync();

        answer["replayed"]!.GetValue<int>().ShouldBe(2);
        answer["left"]!.GetValue<int>().ShouldBe(0);
        await UntilListedAsync(one.Poison, x => x["count"]!.GetValue<int>() == 2);
        await UntilListedAsync(two.Poison, x => x["count"]!.GetValue<int>() == 2);
        (await UntilListedAsync(other))["count"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Pages_follow_each_other_newest_first()
    {
        var shop = $"shop-{Guid.NewGuid():N}";
        for (var i = 0; i < 5; i++)
        {
            var (poison, _) = await PoisonAsync(shop);
            await UntilListedAsync(poison, shop: shop);
        }
        using var admin = refunds.Service.As(Roles.Admin, shop);
        List<string> seen = [];
        for (string? next = ""; next is not null; )
        {
            var page = await admin
                .AskAsync($"{Failures}?kind=failed&messageType=IssueRefund&limit=2{next}")
                .ShouldBeOkAsync();
            seen.AddRange(page["items"]!.AsArray().Select(x => x!.Text("lastAt")!));
            next = page.Text("next") is { } after ? $"&after={after}" : null;
        }

        seen.Count.ShouldBe(5);
        seen.Select(DateTimeOffset.Parse).ShouldBeInOrder(SortDirection.Descending);
    }

    [Theory]
    [InlineData(Roles.Storefront)]
    [InlineData(Roles.Agent)]
    [InlineData(Roles.Warehouse)]
    [InlineData(Roles.Inspector)]
    [InlineData(Roles.Finance)]
    public async Task Only_an_admin_may_list_and_replay_failures(string role)
    {
        using var caller = refunds.Service.As(role, Shop);

        await caller.AskAsync(Failures).ShouldBeProblemAsync(403, "forbidden");
        await caller.PostJsonAsync($"{Failures}/replay", new { }).ShouldBeProblemAsync(403, "forbidden");
        await caller.PostRawJsonAsync($"{Failures}-{Guid.NewGuid()}/replay", "").ShouldBeProblemAsync(403, "forbidden");
    }

    [Fact]
    public async Task An_admin_of_another_storefront_does_not_see_the_failure()
    {
        var (poison, _) = await PoisonAsync();
        var item = await UntilListedAsync(poison);
        using var stranger = refunds.Service.As(Roles.Admin, "other");

        var list = await stranger.AskAsync($"{Failures}?returnId={poison.ReturnId}").ShouldBeOkAsync();
        list["items"]!.AsArray().ShouldBeEmpty();
        await stranger
            .PostRawJsonAsync($"/v1/ops/failures/{item.Text("id")}/replay", "")
            .ShouldBeProblemAsync(404, "not_found");
        var group = await stranger
            .PostJsonAsync($"{Failures}/replay", new { returnId = poison.ReturnId })
            .ShouldBeOkAsync();
        group["replayed"]!.GetValue<int>().ShouldBe(0);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("after=here")]
    [InlineData("after=12-refund-x")]
    [InlineData("returnId=1001")]
    public async Task An_invalid_filter_is_refused(string query)
    {
        using var admin = refunds.Service.As(Roles.Admin, Shop);

        var answer = await admin.AskAsync($"{Failures}?{query}");

        ((int)answer.StatusCode).ShouldBe(400);
    }

    private async Task<(IssueRefund Poison, Guid MessageId)> PoisonAsync(string shop = Shop)
    {
        var poison = Of(-5, Paid(100)) with { StorefrontId = shop };
        return (poison, await refunds.Service.SendAsync(poison));
    }

    private async Task<JsonNode> UntilListedAsync(
        IssueRefund poison,
        Func<JsonNode, bool>? such = null,
        string? shop = null
    )
    {
        using var admin = refunds.Service.As(Roles.Admin, shop ?? poison.StorefrontId);
        JsonNode? item = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                var list = await admin.AskAsync($"{Failures}?returnId={poison.ReturnId}").ShouldBeOkAsync();
                item = list["items"]!.AsArray().SingleOrDefault();
                return item is not null && such?.Invoke(item) != false;
            },
            TimeSpan.FromSeconds(60),
            () => $"{item?.ToJsonString()}"
        );
        return item!;
    }
}

public sealed class FailuresOnSqliteTests(RefundFixture refunds)
    : FailuresOfAServiceTests(refunds),
        IClassFixture<RefundFixture>;

public sealed class FailuresOnPostgresTests(RefundOnPostgres refunds)
    : FailuresOfAServiceTests(refunds),
        IClassFixture<RefundOnPostgres>;
