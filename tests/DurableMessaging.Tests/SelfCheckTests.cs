using System.Diagnostics;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class SelfCheckTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task A_sound_database_passes_the_check_quickly_and_is_not_changed(string database)
    {
        await using var world = await TestWorld.CreateAsync(database, postgres, broker: null);
        await world.Build().PublishAsync(new WriteDown("waits"));
        await CheckAsync(world);

        var started = Stopwatch.GetTimestamp();
        await CheckAsync(world);

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        await using var db = world.Open();
        (await db.Inbox.CountAsync(TestWorld.Cancelled)).ShouldBe(0);
        var waiting = await db.Outbox.SingleAsync(TestWorld.Cancelled);
        waiting.Refusals.ShouldBe(0);
        waiting.DueAt.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task Replicas_that_start_at_once_do_not_disturb_each_other(string database)
    {
        await using var world = await TestWorld.CreateAsync(database, postgres, broker: null);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CheckAsync(world)));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_database_that_stores_a_message_twice_fails_the_check_with_a_sentence(string database)
    {
        await using var world = await TestWorld.CreateAsync(database, postgres, broker: null);
        await using (var db = world.Open())
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                DROP TABLE "Inbox";
                CREATE TABLE "Inbox" AS SELECT "Id" AS "MessageId", "Destination" AS "Consumer",
                    "EnqueuedAt" AS "ConsumedAt" FROM "Outbox"
                """,
                TestWorld.Cancelled
            );
        }

        (await Should.ThrowAsync<InvalidOperationException>(() => CheckAsync(world))).Message.ShouldBe(
            "The check at start failed: this database does not refuse the same key twice as expected."
        );
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_failed_check_names_the_statement_and_the_reason(string database)
    {
        await using var world = await TestWorld.CreateAsync(database, postgres, broker: null);
        await using (var db = world.Open())
        {
            await db.Database.ExecuteSqlRawAsync(
                "ALTER TABLE \"Outbox\" RENAME COLUMN \"LastError\" TO \"Other\"",
                TestWorld.Cancelled
            );
        }

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => CheckAsync(world));
        failure.Message.ShouldStartWith(
            "The check at start failed: this database does not insert several rows at once as expected."
        );
        failure.Message.ShouldContain("LastError");
    }

    private static async Task CheckAsync(TestWorld world)
    {
        await using var db = world.Open();
        await using var other = world.Open();
        await SelfCheck.RunAsync(db, other, TestWorld.Cancelled);
    }
}
