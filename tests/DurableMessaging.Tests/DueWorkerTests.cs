using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class DueWorkerTests(PostgresFixture postgres, RabbitMqFixture rabbit)
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task A_due_row_is_worked_on_once_by_two_replicas_with_few_slots(string database)
    {
        const int Jobs = 20 * JobWorker.Places;
        await using var world = await TestWorld.CreateAsync(database, postgres, (await rabbit.ServerAsync()).Uri);
        Node[] nodes = [await world.StartAsync(), await world.StartAsync()];

        await Parallel.ForAsync(
            0,
            Jobs,
            TestWorld.Cancelled,
            async (i, _) => await CommitAsync(nodes[i % 2], $"job {i}")
        );

        await UntilDoneAsync(world, Jobs);
        await using var db = world.Open();
        (await db.Lines.GroupBy(x => x.Text).CountAsync(x => x.Count() > 1, TestWorld.Cancelled)).ShouldBe(0);
        (await db.Jobs.AllAsync(x => x.Attempts == 1 && x.IsAsStored, TestWorld.Cancelled)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task A_failed_commit_takes_no_slot_from_the_worker(string database)
    {
        await using var world = await TestWorld.CreateAsync(database, postgres, (await rabbit.ServerAsync()).Uri);
        var node = await world.StartAsync();
        var id = Guid.CreateVersion7();
        await node.CommitAsync((db, _) => Task.FromResult(db.Add(new Line { Id = id, Text = "taken" })));

        for (var i = 0; i < 2 * JobWorker.Places; i++)
        {
            await Should.ThrowAsync<DbUpdateException>(() =>
                node.CommitAsync(
                    (db, _) =>
                    {
                        db.Add(new Line { Id = id, Text = "taken" });
                        db.Add(new Job { Text = "never", DueAt = DateTimeOffset.UtcNow });
                        return Task.CompletedTask;
                    }
                )
            );
        }
        await CommitAsync(node, "after all");

        await world.UntilLinesAsync("did: after all", 1);
        await using var shop = world.Open();
        var done = await shop.Jobs.SingleAsync(TestWorld.Cancelled);
        done.Leased!.Value.ShouldBeGreaterThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_due_row_needs_two_commits_one_that_adds_it_and_one_that_ends_it()
    {
        const int Jobs = 100;
        await using var server = await PostgresServer.OwnAsync(autovacuum: false);
        await using var world = await TestWorld.OnAsync(
            "postgres",
            await server.CreateDatabaseAsync("shop"),
            (await rabbit.ServerAsync()).Uri
        );
        var node = await world.StartAsync();
        await CommitAsync(node, "warm");
        await UntilDoneAsync(world, 1);
        var before = await world.NextTransactionIdAsync();

        for (var made = 0; made < Jobs; )
        {
            // Never more than there is room for.
            await CommitAsync(node, $"job {++made}");
            await CommitAsync(node, $"job {++made}");
            await UntilDoneAsync(world, 1 + made);
        }

        var commits = await world.NextTransactionIdAsync() - before;
        (commits / (double)Jobs).ShouldBeInRange(2.0, 2.1);
    }

    [Fact]
    public async Task A_process_that_stops_finishes_the_rows_it_has_leased()
    {
        await using var world = await TestWorld.CreateAsync("sqlite", postgres, (await rabbit.ServerAsync()).Uri);
        var node = await world.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await CommitAsync(node, $"job {i}");
        }

        await node.StopAsync();

        var leased = DateTimeOffset.UtcNow.AddSeconds(5);
        await using var db = world.Open();
        (await db.Jobs.CountAsync(x => x.DueAt > leased, TestWorld.Cancelled)).ShouldBe(0);
    }

    [Fact]
    public async Task A_worker_that_begins_just_after_the_clock_was_read_makes_waiting_rows_due_too()
    {
        await using var world = await TestWorld.CreateAsync("sqlite", postgres, broker: null);
        await using (var db = world.Open())
        {
            db.Add(new Job { Text = "waits", DueAt = DateTimeOffset.UtcNow.AddDays(1) });
            await db.SaveChangesAsync(TestWorld.Cancelled);
        }
        var services = world.Build().Services;
        var clock = services.GetRequiredService<DatabaseClock<ShopDb>>();
        using var worker = new LateWorker(services);

        await worker.StartAsync(TestWorld.Cancelled);
        await clock.StartAsync(TestWorld.Cancelled);

        await Eventually.IsTrueAsync(() => worker.Worked, TimeSpan.FromSeconds(30));
        await worker.StopAsync(TestWorld.Cancelled);
        await clock.StopAsync(TestWorld.Cancelled);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task A_row_that_another_transaction_changes_during_the_work_on_it_is_no_error(string database)
    {
        await using var world = await TestWorld.CreateAsync(database, postgres, broker: null);
        await using (var db = world.Open())
        {
            db.Add(new Job { Text = "changed meanwhile", DueAt = DateTimeOffset.UtcNow });
            await db.SaveChangesAsync(TestWorld.Cancelled);
        }
        var services = world.Build().Services;
        var clock = services.GetRequiredService<DatabaseClock<ShopDb>>();
        await clock.StartAsync(TestWorld.Cancelled);
        FakeLogger<ConflictingWorker> log = new();
        using var worker = new ConflictingWorker(services, log);

        await worker.StartAsync(TestWorld.Cancelled);

        await Eventually.IsTrueAsync(() => log.Collector.Count > 0, TimeSpan.FromSeconds(30));
        await worker.StopAsync(TestWorld.Cancelled);
        await clock.StopAsync(TestWorld.Cancelled);
        log.Collector.GetSnapshot().ShouldAllBe(x => x.Level == LogLevel.Information);
        await using var shop = world.Open();
        (await shop.Jobs.SingleAsync(TestWorld.Cancelled)).Attempts.ShouldBe(1);
    }

    /// <summary>While it works on a row, somebody else changes it.</summary>
    private sealed class ConflictingWorker(IServiceProvider services, ILogger logger)
        : DueWorker<ShopDb, Job>(services, logger, "job")
    {
        protected override async Task WorkAsync(Job row, IServiceProvider scope, CancellationToken cancellation)
        {
            var db = scope.GetRequiredService<ShopDb>();
            var job = await db.Jobs.SingleAsync(x => x.Id == row.Id, cancellation);
            await db
                .Jobs.Where(x => x.Id == row.Id)
                .ExecuteUpdateAsync(
                    x => x.SetProperty(y => y.Version, y => y.Version + 1).SetProperty(y => y.Attempts, 1),
                    cancellation
                );
            (job.Attempts, job.DueAt) = (100, null);
            await db.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>It is started before the clock is known, and scheduled only after it.</summary>
    private sealed class LateWorker(IServiceProvider services)
        : DueWorker<ShopDb, Job>(services, NullLogger<LateWorker>.Instance, "job")
    {
        public bool Worked { get; private set; }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Clock.Known.WaitAsync(stoppingToken);
            await base.ExecuteAsync(stoppingToken);
        }

        protected override Task WorkAsync(Job row, IServiceProvider scope, CancellationToken cancellation)
        {
            Worked = true;
            return Task.CompletedTask;
        }
    }

    private static Task CommitAsync(Node node, string text) =>
        node.CommitAsync(
            (db, _) =>
            {
                db.Add(new Job { Text = text, DueAt = DateTimeOffset.UtcNow });
                return Task.CompletedTask;
            }
        );

    private static Task UntilDoneAsync(TestWorld world, int count) =>
        Eventually.IsTrueAsync(
            async () =>
            {
                await using var db = world.Open();
                return await db.Jobs.CountAsync(x => x.DueAt == null, TestWorld.Cancelled) == count;
            },
            TimeSpan.FromSeconds(30)
        );
}
