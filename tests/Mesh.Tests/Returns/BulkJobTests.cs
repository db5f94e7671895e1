using System.Net;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Bulk;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Returns.BulkShop;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>How bulk requests are worked on, beside each other and after a crash, and how long they are kept.</summary>
public sealed class BulkJobTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private readonly BulkShop _shop = new(returns);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_crash_between_any_two_returns_the_rest_is_made_and_nothing_twice()
    {
        for (var madeBefore = 0; madeBefore <= 3; madeBefore++)
        {
            var job = await AddJobAsync($"K{madeBefore}-");
            for (var i = 0; i < madeBefore; i++)
            {
                (await MakeNextAsync(job)).ShouldBeTrue();
            }

            await MakeDueAsync(job);

            var done = await _shop.UntilDoneAsync($"{job}");
            (Number(done, "accepted"), Number(done, "refused")).ShouldBe((6, 0));
            (await _shop.ReturnsAsync())
                .Count(x => x.StartsWith($"K{madeBefore}-", StringComparison.Ordinal))
                .ShouldBe(3);
        }
    }

    /// <summary>When a return takes longer than a lease.</summary>
    [Fact]
    public async Task Whoever_works_on_one_goes_on_although_another_worker_finds_and_postpones_it()
    {
        var id = await AddJobAsync("G-", dueAt: ReturnsFixture.Now.AddHours(1), withOrders: false);
        var later = ReturnsFixture.Now.AddHours(2);

        await returns.Service.InDatabaseAsync<ReturnsDb, int>(async db =>
        {
            var job = await db.BulkJobs.SingleAsync(x => x.Id == id, Cancelled);
            await returns.Service.InScopeAsync(async scope =>
            {
                await scope.GetRequiredService<BulkReturns>().PostponeAsync(id, later, Cancelled);
                return true;
            });
            job.Refused = 1;
            return await db.SaveChangesAsync(Cancelled);
        });

        var job = await returns.Service.InDatabaseAsync<ReturnsDb, BulkJob>(db =>
            db.BulkJobs.AsNoTracking().SingleAsync(x => x.Id == id, Cancelled)
        );
        (job.Refused, job.DueAt).ShouldBe((1, later));
    }

    [Fact]
    public async Task Several_processes_that_work_on_one_at_once_make_nothing_twice()
    {
        var job = await AddJobAsync("P-");

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    while (await MakeNextAsync(job)) { }
                })
        );

        var done = (await _shop.GetAsync($"/v1/returns/bulk/{job}")).Body["request"]!;
        (done.Text("status"), Number(done, "accepted")).ShouldBe(("done", 6));
        (await _shop.ReturnsAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Beyond_ten_that_are_not_done_another_one_is_refused()
    {
        for (var i = 0; i < RequestBulk.MaxRunning; i++)
        {
            await AddJobAsync($"M{i}-", dueAt: ReturnsFixture.Now.AddHours(1), withOrders: false, place: i);
        }
        // Whoever comes at the same time.
        await Should.ThrowAsync<DbUpdateException>(() =>
            AddJobAsync("N-", dueAt: ReturnsFixture.Now.AddHours(1), withOrders: false, place: 3)
        );
        using var client = returns.Service.As("storefront", _shop.Id);

        var (status, body) = await client.PostWithKeyAsync("/v1/returns/bulk", Bulk(Ask("x", "y")));

        status.ShouldBe(HttpStatusCode.TooManyRequests);
        body.Text("type").ShouldEndWith(":too_many_running");
    }

    [Fact]
    public async Task Many_at_once_take_the_places_that_are_left()
    {
        for (var i = 1; i < RequestBulk.MaxRunning; i++)
        {
            await AddJobAsync($"Q{i}-", dueAt: ReturnsFixture.Now.AddHours(1), withOrders: false, place: i);
        }
        using var client = returns.Service.As("storefront", _shop.Id);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => client.PostWithKeyAsync("/v1/returns/bulk", Bulk(Ask("x", "y"))))
        );

        answers.ShouldContain(x => x.Status == HttpStatusCode.Accepted);
        answers
            .Where(x => x.Status != HttpStatusCode.Accepted)
            .ShouldAllBe(x => x.Status == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public void Storefronts_take_turns_and_one_that_waits_is_told_of()
    {
        var turns = new BulkTurns();

        turns.TryBegin("a").ShouldBeTrue();
        turns.TryBegin("b").ShouldBeTrue();
        turns.End("b").ShouldBeFalse();
        (turns.TryBegin("a"), turns.TryBegin("a")).ShouldBe((false, false));
        turns.End("a").ShouldBeTrue();
        turns.TryBegin("a").ShouldBeTrue();
        turns.End("a").ShouldBeFalse();
    }

    [Fact]
    public async Task All_that_a_storefront_requests_at_once_is_done()
    {
        await _shop.OrderAsync("T", [.. Enumerable.Range(0, 6).Select(i => Line($"{i}", 1))]);

        var ids = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => _shop.RequestAsync(Ask("T", $"{i}"))));

        foreach (var id in ids)
        {
            Number(await _shop.UntilDoneAsync(id), "accepted").ShouldBe(1);
        }
        (await _shop.ReturnsAsync()).Count.ShouldBe(6);
    }

    [Fact]
    public async Task Bulk_requests_are_kept_for_thirty_days_after_they_are_done()
    {
        var id = await _shop.RequestAsync([Ask("nowhere", "shirt")]);
        await _shop.UntilDoneAsync(id);
        var running = await AddJobAsync("R-", withOrders: false);

        await CleanUpAsync(daysFromNow: 29);
        (await _shop.GetAsync($"/v1/returns/bulk/{id}")).Status.ShouldBe(HttpStatusCode.OK);
        await CleanUpAsync(daysFromNow: 31);

        (await _shop.GetAsync($"/v1/returns/bulk/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _shop.GetAsync($"/v1/returns/bulk/{running}")).Status.ShouldBe(HttpStatusCode.OK);
        var lines = await returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
            db.BulkLines.CountAsync(x => x.JobId == Guid.Parse(id), Cancelled)
        );
        lines.ShouldBe(0);
    }

    /// <summary>A bulk request of six lines over three orders.</summary>
    /// <param name="dueAt">When a worker works on it; null: never.</param>
    private async Task<Guid> AddJobAsync(
        string orders,
        DateTimeOffset? dueAt = null,
        bool withOrders = true,
        int place = 0
    )
    {
        var id = Guid.CreateVersion7();
        for (var i = 0; i < 3 && withOrders; i++)
        {
            await _shop.OrderAsync($"{orders}{i}", [Line("shirt", 1), Line("hat", 1)]);
        }
        await returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
        {
            db.BulkJobs.Add(
                new BulkJob
                {
                    Id = id,
                    StorefrontId = _shop.Id,
                    Channel = "web",
                    Status = BulkStatuses.Running,
                    DueAt = dueAt,
                    Place = place,
                    RequestedAt = ReturnsFixture.Now,
                    RequestedBy = "p",
                    RequestedByName = "P",
                    Total = 6,
                    Lines =
                    [
                        .. Enumerable
                            .Range(0, 6)
                            .Select(i =>
                                new BulkLineRequest(
                                    $"{orders}{i % 3}",
                                    i < 3 ? "shirt" : "hat",
                                    1,
                                    "too_small",
                                    "refund"
                                ).ToLine(id, i, _shop.Id)
                            ),
                    ],
                }
            );
            return db.SaveChangesAsync(Cancelled);
        });
        return id;
    }

    private Task<bool> MakeNextAsync(Guid job) =>
        returns.Service.InScopeAsync(scope =>
            scope
                .GetRequiredService<BulkReturns>()
                .MakeNextAsync(job, () => ReturnsFixture.Now.AddMinutes(1), Cancelled)
        );

    private Task<int> MakeDueAsync(Guid job)
    {
        DateTimeOffset? now = ReturnsFixture.Now;
        return returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
            db.BulkJobs.Where(x => x.Id == job).ExecuteUpdateAsync(x => x.SetProperty(y => y.DueAt, now), Cancelled)
        );
    }

    private Task<int> CleanUpAsync(int daysFromNow) =>
        returns.Service.InDatabaseAsync<ReturnsDb, int>(async db =>
        {
            await db.DeleteExpiredAsync(
                ReturnsFixture.Now.AddDays(daysFromNow),
                (row, failure) => throw new InvalidOperationException(row, failure),
                Cancelled
            );
            return 0;
        });
}
