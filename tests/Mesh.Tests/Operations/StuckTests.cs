using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Mesh.Tests.Returns;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Operations;

/// <summary>The service Returns alone, so that nobody answers its commands, with its clock in hand.</summary>
public sealed class StuckTests : IAsyncLifetime
{
    private readonly JumpingClock _clock = new(new DateTimeOffset(2026, 4, 10, 12, 0, 0, TimeSpan.Zero));
    private OneService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            [typeof(IssueRefund), typeof(TellCustomer)],
            time: _clock
        );
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("receiving", 2 * 24 * 60)]
    [InlineData("settling", 24 * 60)]
    public async Task A_return_is_stuck_once_something_takes_longer_than_it_may(string status, int minutes)
    {
        var allowed = TimeSpan.FromMinutes(minutes);
        var fresh = await AddAsync(status, since: allowed - TimeSpan.FromMinutes(1));
        var late = await AddAsync(status, since: allowed + TimeSpan.FromMinutes(1));

        var stuck = await ListAsync();

        stuck.Select(x => x.Text("id")).ShouldBe([$"{late}"]);
        stuck[0].Text("kind").ShouldBe("stuck");
        stuck[0].Text("status").ShouldBe(status);
        stuck[0].Text("waitsFor").ShouldNotBeNullOrEmpty();
        ((DateTimeOffset)stuck[0]["since"]!).ShouldBe(_clock.GetUtcNow() - allowed - TimeSpan.FromMinutes(1));
        ((DateTimeOffset)stuck[0]["allowedUntil"]!).ShouldBe(_clock.GetUtcNow() - TimeSpan.FromMinutes(1));
        await UntilWarnedAsync(late);
        _service.Log.Lines.ShouldNotContain(x => x.Contains($"{fresh}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_inspection_is_stuck_a_day_after_its_verdict_was_due()
    {
        var fresh = await AddAsync("inspecting", since: TimeSpan.FromDays(11));
        var late = await AddAsync("inspecting", since: TimeSpan.FromDays(12));

        var stuck = (await ListAsync()).ShouldHaveSingleItem();

        (stuck.Text("id"), stuck.Text("waitsFor")).ShouldBe(($"{late}", "inspection_completed"));
        await UntilWarnedAsync(late);
        _service.Log.Lines.ShouldNotContain(x => x.Contains($"{fresh}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_parcel_within_its_deadline_is_not_stuck_and_a_parked_refund_waits_for_a_person()
    {
        await AddAsync("awaiting_parcel", since: TimeSpan.FromDays(27));
        var never = await AddAsync("awaiting_parcel", since: TimeSpan.FromDays(30));
        var parked = await AddAsync("parked", since: TimeSpan.FromDays(3));
        await AddAsync("completed", since: TimeSpan.FromDays(3));
        var pending = await AddAsync("completed", since: TimeSpan.FromDays(3), told: false);

        var all = await ListAsync();

        all.Select(x => x.Text("id")).ShouldBe([$"{never}", $"{parked}", $"{pending}"], ignoreOrder: true);
        (await ListAsync("?kind=stuck")).Count.ShouldBe(2);
        var waits = (await ListAsync("?kind=parked")).ShouldHaveSingleItem();
        waits.Text("kind").ShouldBe("parked");
        waits.Text("waitsFor").ShouldBe("person");
        waits.Text("repeats").ShouldBe("IssueRefund");
        waits.Text("reason").ShouldBe("refund_declined");
        await UntilWarnedAsync(never);
        await UntilWarnedAsync(pending);
        _service.Log.Lines.ShouldNotContain(x => x.Contains($"{parked}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redriven_return_sends_its_command_again_at_once()
    {
        var id = await AddAsync("settling", since: TimeSpan.FromDays(2));
        using var admin = _service.As(Roles.Admin, "demo");

        var answer = await admin.PostRawJsonAsync($"/v1/ops/returns/{id}/redrive", "").ShouldBeOkAsync();

        answer.Text("repeats").ShouldBe("IssueRefund");
        (await _service.HearAsync<IssueRefund>(x => x.ReturnId == id))[0].Amount.ShouldBe(1000);
        await UntilAsync(id, x => x.Parts[0].Attempts > 0 && x.DueAt > _clock.GetUtcNow());
        // It is as late as it was: that is for the answer to change.
        (await ListAsync()).ShouldHaveSingleItem()["repeated"]!.GetValue<int>().ShouldBeGreaterThan(0);
        var timeline = await admin.AskAsync($"/v1/returns/{id}/timeline").ShouldBeOkAsync();
        timeline["items"]!.AsArray().ShouldContain(x => x!.Text("what") == "redriven" && x!["byName"] != null);
    }

    [Fact]
    public async Task A_redrive_is_refused_after_the_end_and_for_other_storefronts()
    {
        var parked = await AddAsync("parked", since: TimeSpan.FromDays(1));
        var ended = await AddAsync("completed", since: TimeSpan.FromDays(1));
        using var admin = _service.As(Roles.Admin, "demo");
        using var stranger = _service.As(Roles.Admin, "other");
        using var agent = _service.As(Roles.Agent, "demo");

        await admin.PostRawJsonAsync(Redrive(ended), "").ShouldBeProblemAsync(409, "nothing_to_repeat");
        // Somebody may have paid it again.
        (await admin.PostRawJsonAsync(Redrive(parked), "").ShouldBeOkAsync())
            .Text("repeats")
            .ShouldBe("IssueRefund");
        foreach (var id in new[] { parked, ended })
        {
            await stranger.PostRawJsonAsync(Redrive(id), "").ShouldBeProblemAsync(404, "not_found");
            await agent.PostRawJsonAsync(Redrive(id), "").ShouldBeProblemAsync(403, "forbidden");
        }
        (await stranger.AskAsync("/v1/ops/stuck").ShouldBeOkAsync())["items"]!.AsArray().ShouldBeEmpty();
        await agent.AskAsync("/v1/ops/stuck").ShouldBeProblemAsync(403, "forbidden");
        await admin.AskAsync("/v1/ops/stuck?kind=lost").ShouldBeProblemAsync(400, "invalid_request");
    }

    private static string Redrive(Guid id) => $"/v1/ops/returns/{id}/redrive";

    /// <summary>A return that got so far at once, and has stayed there.</summary>
    /// <param name="told">The customer was sent every message.</param>
    private async Task<Guid> AddAsync(string status, TimeSpan since, bool told = true)
    {
        var then = _clock.GetUtcNow() - since;
        // Each has an order of its own: a unit can be asked back once. What is defective can be for a year.
        var draft = new ReturnDraft(Orders.Of(0, Orders.Line("a", 1, 1000)), [], then);
        var requested = draft.ToReturn(new ReturnLineRequest("a", 1, "defective", "refund"));
        var it = new SagaWorld(requested) { Now = then };
        it.Approve();
        if (status == "receiving")
        {
            it.Handle(it.Opened(1));
        }
        if (status is "inspecting" or "settling" or "parked" or "completed")
        {
            it.Handle(it.Closed(1, units: 1));
        }
        if (status is "settling" or "parked" or "completed")
        {
            it.Handle(it.Verdict());
        }
        if (status == "parked")
        {
            it.Handle(it.Failed());
        }
        if (status == "completed")
        {
            it.Handle(it.Succeeded());
        }
        foreach (var message in it.Saga.PendingMessages.Where(_ => told).ToList())
        {
            it.Handle(it.ToldOf(message));
        }
        // The sweep leaves it alone.
        it.Saga.DueAt = it.Saga.DueAt is null ? null : _clock.GetUtcNow().AddHours(1);
        await _service.InDatabaseAsync<ReturnsDb, int>(db =>
        {
            db.Add(it.Saga);
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        return it.Saga.CorrelationId;
    }

    private async Task<List<JsonNode>> ListAsync(string query = "")
    {
        using var admin = _service.As(Roles.Admin, "demo");
        var list = await admin.AskAsync($"/v1/ops/stuck{query}").ShouldBeOkAsync();
        return [.. list["items"]!.AsArray().Select(x => x!)];
    }

    private async Task UntilWarnedAsync(Guid id)
    {
        int Warnings() => _service.Log.Lines.Count(x => x.Contains($"Return {id} is stuck", StringComparison.Ordinal));
        await TickUntilAsync(() => Warnings() > 0);
        for (var rounds = 0; rounds < 3; rounds++)
        {
            _clock.Advance(TimeSpan.FromSeconds(15));
        }
        await UntilAsync(id, x => x.StuckAt != null);
        Warnings().ShouldBe(1);
    }

    private Task UntilAsync(Guid id, Func<Return, bool> such) =>
        TickUntilAsync(() =>
            _service.InDatabaseAsync<ReturnsDb, bool>(async db =>
                such(await db.Returns.AsNoTracking().SingleAsync(x => x.CorrelationId == id))
            )
        );

    private Task TickUntilAsync(Func<bool> condition) => TickUntilAsync(() => Task.FromResult(condition()));

    /// <summary>Time goes on in small steps, for those who wait for it.</summary>
    private Task TickUntilAsync(Func<Task<bool>> condition) =>
        Eventually.IsTrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return condition();
            },
            TimeSpan.FromSeconds(60)
        );
}
