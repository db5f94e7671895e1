using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using RefundRow = AfterSalesMesh.Refund.Refunds.Refund;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>The service Refund with its clock in hand.</summary>
public sealed class DeadlineTests : IAsyncLifetime
{
    private readonly JumpingClock _clock = new(new DateTimeOffset(2026, 4, 10, 12, 0, 0, TimeSpan.Zero));
    private OneService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await OneService.StartAsync(
            new RefundService(),
            scope => scope.GetRequiredService<RefundDb>(),
            [],
            settings: new Dictionary<string, string?> { ["Refund:Provider:Address"] = "http://127.0.0.1:1" },
            time: _clock
        );
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Refunds_that_will_be_late_are_listed_with_the_earliest_promise_first()
    {
        var later = await AddAsync("planned", TimeSpan.FromHours(30));
        var soon = await AddAsync("unknown", TimeSpan.FromHours(3));
        var late = await AddAsync("submitted", TimeSpan.FromHours(-1));
        await AddAsync("planned", null);
        await AddAsync("succeeded", TimeSpan.FromHours(-1));
        await AddAsync("failed", TimeSpan.FromHours(1));

        var day = await ListAsync("");

        day.Select(Id).ShouldBe([late, soon]);
        day.Select(x => x["breached"]!.GetValue<bool>()).ShouldBe([true, false]);
        (await ListAsync("?within=0")).Select(Id).ShouldBe([late]);
        (await ListAsync("?within=48")).Select(Id).ShouldBe([late, soon, later]);
        (await ListAsync("?within=48", Roles.Storefront, "other")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_follow_each_other_also_among_promises_of_the_same_time()
    {
        var all = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            all.Add(await AddAsync("planned", TimeSpan.FromHours(i / 3)));
        }

        var seen = new List<Guid>();
        using var finance = _service.As(Roles.Finance, "shop");
        for (string? next = ""; next is not null; )
        {
            var page = await finance.AskAsync($"/v1/refunds/due?limit=2{next}").ShouldBeOkAsync();
            seen.AddRange(page["items"]!.AsArray().Select(x => Id(x!)));
            next = page["next"] is { } after ? $"&after={after}" : null;
        }

        seen.ShouldBe(all);
    }

    [Theory]
    [InlineData("within=-1")]
    [InlineData("within=9000")]
    [InlineData("within=soon")]
    [InlineData("limit=0")]
    [InlineData("after=here")]
    public async Task An_invalid_filter_is_refused(string query)
    {
        using var finance = _service.As(Roles.Finance, "shop");

        var answer = await finance.AskAsync($"/v1/refunds/due?{query}");

        ((int)answer.StatusCode).ShouldBe(400);
        using var inspector = _service.As(Roles.Inspector, "shop");
        await inspector.AskAsync("/v1/refunds/due").ShouldBeProblemAsync(403, "forbidden");
    }

    [Fact]
    public async Task Each_is_warned_of_once_when_it_comes_near_and_once_when_it_is_over()
    {
        var near = await AddAsync("planned", TimeSpan.FromHours(23));
        var late = await AddAsync("unknown", TimeSpan.FromHours(-2));
        var far = await AddAsync("planned", TimeSpan.FromDays(3));
        await AddAsync("succeeded", TimeSpan.FromHours(-2));

        await TickUntilAsync(() => (Warnings(near, "due soon"), Warnings(late, "overdue")) == (1, 1));
        await TickUntilAsync(() => (Gauge("due_soon"), Gauge("overdue")) == (1, 1));
        // A worker that read the refund before the warning writes all of it.
        await WriteAllOfAsync(near, late);
        _clock.Advance(TimeSpan.FromHours(24));
        await TickUntilAsync(() => Warnings(near, "overdue") == 1);
        await TickUntilAsync(() => (Gauge("due_soon"), Gauge("overdue")) == (0, 2));

        Warnings(near, "due soon").ShouldBe(1);
        Warnings(late, "overdue").ShouldBe(1);
        Warnings(late, "due soon").ShouldBe(0);
        (Warnings(far, "due soon"), Warnings(far, "overdue")).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Due_refunds_are_found_by_an_index()
    {
        var plan = await _service.InDatabaseAsync(
            (RefundDb db) =>
                QueryPlan.OfAsync(
                    db,
                    db.Refunds.IgnoreQueryFilters().PromisedBefore(_clock.GetUtcNow()).Select(x => x.Id)
                )
        );

        plan.ShouldContain(x => x.Contains("IX_Refunds_Status_PromisedBy", StringComparison.Ordinal), plan[0]);
    }

    private static Guid Id(JsonNode item) => item["id"]!.GetValue<Guid>();

    private int Warnings(Guid id, string deadline) =>
        _service.Log.Lines.Count(x =>
            x.Contains($"{id}", StringComparison.Ordinal) && x.Contains($"and {deadline}:", StringComparison.Ordinal)
        );

    /// <summary>The greatest that any service of this process shows: those of other tests have no promises.</summary>
    private static long Gauge(string name)
    {
        var greatest = -1L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, ears) =>
            {
                if (instrument.Name == $"aftersales.refunds.{name}")
                {
                    ears.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => greatest = Math.Max(greatest, value));
        listener.Start();
        listener.RecordObservableInstruments();
        return greatest;
    }

    private Task<int> WriteAllOfAsync(params Guid[] ids) =>
        _service.InDatabaseAsync<RefundDb, int>(async db =>
        {
            foreach (var refund in await db.Refunds.AsNoTracking().Where(x => ids.Contains(x.Id)).ToListAsync())
            {
                typeof(RefundRow).GetProperty(nameof(RefundRow.PromiseWarnings))!.SetValue(refund, 0);
                db.Attach(refund).State = EntityState.Modified;
            }
            return await db.SaveChangesAsync();
        });

    private async Task<Guid> AddAsync(string status, TimeSpan? promisedIn)
    {
        var now = _clock.GetUtcNow();
        var refund = new RefundRow
        {
            Id = Guid.NewGuid(),
            Position = Guid.CreateVersion7(now),
            ReturnId = Guid.NewGuid(),
            StorefrontId = "shop",
            OrderNumber = "1001",
            Amount = 10,
            Currency = "EUR",
            Status = status,
            Request = new() { PaymentReferences = [] },
            PromisedBy = now + promisedIn,
            CreatedAt = now,
            ChangedAt = now,
        };
        await _service.InDatabaseAsync<RefundDb, int>(db =>
        {
            db.Refunds.Add(refund);
            return db.SaveChangesAsync();
        });
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        return refund.Id;
    }

    private async Task<List<JsonNode>> ListAsync(string query, string role = Roles.Finance, string shop = "shop")
    {
        using var client = _service.As(role, shop);
        var list = await client.AskAsync($"/v1/refunds/due{query}").ShouldBeOkAsync();
        return [.. list["items"]!.AsArray().Select(x => x!)];
    }

    private Task TickUntilAsync(Func<bool> condition) =>
        Eventually.IsTrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(5));
                return condition();
            },
            TimeSpan.FromSeconds(60),
            () => string.Join('\n', _service.Log.Lines)
        );
}
