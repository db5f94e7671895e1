using System.Collections.Concurrent;
using System.Data.Common;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Mesh.Tests.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Storage;

public sealed class RetentionOnSqliteTests : RetentionTests
{
    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);

    protected override void Watch(IServiceCollection services, IInterceptor interceptor) =>
        services.ConfigureDbContext<RefundSqlite>(x => x.AddInterceptors(interceptor));
}

public sealed class RetentionOnPostgresTests(PostgresFixture postgres) : RetentionTests, IClassFixture<PostgresFixture>
{
    protected override async Task<string?> DatabaseAsync() =>
        await (await postgres.ServerAsync()).CreateDatabaseAsync("retention");

    protected override void Watch(IServiceCollection services, IInterceptor interceptor) =>
        services.ConfigureDbContext<RefundPostgres>(x => x.AddInterceptors(interceptor));
}

public abstract class RetentionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly JumpingClock _clock = new(Noon);
    private readonly Deletions _deletions = new();
    private OneService _service = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected abstract Task<string?> DatabaseAsync();

    protected abstract void Watch(IServiceCollection services, IInterceptor interceptor);

    public async ValueTask InitializeAsync() =>
        _service = await OneService.StartAsync(
            new RefundService(),
            scope => scope.GetRequiredService<RefundDb>(),
            [],
            await DatabaseAsync(),
            new Dictionary<string, string?> { ["Refund:Provider:Address"] = "http://127.0.0.1:1" },
            _clock,
            services => Watch(services, _deletions)
        );

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _service.DisposeAsync();
    }

    [Fact]
    public async Task Rows_whose_retention_is_over_are_deleted_some_at_a_time()
    {
        await AddAsync(answers: 70, messages: 2500, Noon.AddDays(-8));
        await AddAsync(answers: 3, messages: 4, Noon);

        var failures = await CleanUpAsync();

        failures.ShouldBeEmpty();
        (await CountAsync()).ShouldBe((3, 4));
        _deletions.Of("Idempotency").Sum().ShouldBe(70);
        _deletions.Of("Idempotency").Max().ShouldBeLessThanOrEqualTo(20);
        _deletions.Of("Inbox").Sum().ShouldBe(2500);
        _deletions.Of("Inbox").Max().ShouldBeLessThanOrEqualTo(1000);
        // In turn: the other table does not wait until one has no more.
        var tables = _deletions.Tables;
        tables.FindLastIndex(x => x == "Inbox").ShouldBeGreaterThan(tables.IndexOf("Idempotency"));
    }

    [Fact]
    public async Task Rows_that_cannot_be_deleted_are_told_of_and_do_not_keep_others()
    {
        await AddAsync(answers: 30, messages: 30, Noon.AddDays(-8));
        _deletions.Refused = "Inbox";

        var failures = await CleanUpAsync();

        failures.ShouldBe(["InboxEntry"]);
        (await CountAsync()).ShouldBe((0, 30));

        // The same by the service's own clean-up.
        await Eventually.IsTrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                return _service.Log.Lines.Any(x =>
                    x.Contains(
                        "Rows of InboxEntry whose retention is over could not be deleted",
                        StringComparison.Ordinal
                    )
                );
            },
            TimeSpan.FromSeconds(60),
            () => string.Join('\n', _service.Log.Lines)
        );
    }

    private Task<bool> AddAsync(int answers, int messages, DateTimeOffset at) =>
        _service.InDatabaseAsync<RefundDb, bool>(async db =>
        {
            db.AddRange(
                Enumerable
                    .Range(0, answers)
                    .Select(x => new IdempotencyRecord
                    {
                        Caller = "person",
                        Key = $"{at:O} {x}",
                        RequestHash = [1],
                        Status = 200,
                        Body = "{}",
                        CreatedAt = at.AddMilliseconds(x),
                    })
            );
            db.AddRange(
                Enumerable
                    .Range(0, messages)
                    .Select(x => new InboxEntry
                    {
                        MessageId = Guid.NewGuid(),
                        Consumer = "refund-test",
                        ConsumedAt = at.AddMilliseconds(x),
                    })
            );
            await db.SaveChangesAsync(Cancelled);
            return true;
        });

    private Task<(int Answers, int Messages)> CountAsync() =>
        _service.InDatabaseAsync<RefundDb, (int, int)>(async db =>
            (await db.IdempotencyRecords.CountAsync(Cancelled), await db.Inbox.CountAsync(Cancelled))
        );

    private Task<List<string>> CleanUpAsync() =>
        _service.InDatabaseAsync<RefundDb, List<string>>(async db =>
        {
            List<string> failures = [];
            await db.DeleteExpiredAsync(Noon, (row, _) => failures.Add(row), Cancelled);
            return failures;
        });

    /// <summary>Counts the rows that each statement deletes, and refuses to delete those of one table.</summary>
    private sealed class Deletions : DbCommandInterceptor
    {
        private readonly ConcurrentQueue<(string Table, int Rows)> _all = new();

        public string? Refused { get; set; }

        public List<string> Tables => [.. _all.Select(x => x.Table)];

        public List<int> Of(string table) => [.. _all.Where(x => x.Table == table).Select(x => x.Rows)];

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        ) =>
            TableOf(command) is { } table && table == Refused
                ? throw new InvalidOperationException($"{table} is broken.")
                : ValueTask.FromResult(result);

        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command,
            CommandExecutedEventData eventData,
            int result,
            CancellationToken cancellationToken = default
        )
        {
            if (TableOf(command) is { } table)
            {
                _all.Enqueue((table, result));
            }
            return ValueTask.FromResult(result);
        }

        private static string? TableOf(DbCommand command) =>
            command.CommandText.StartsWith("DELETE FROM \"", StringComparison.Ordinal)
                ? command.CommandText.Split('"')[1]
                : null;
    }
}
