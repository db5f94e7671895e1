using AfterSalesMesh.Notification;
using AfterSalesMesh.Parts;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Storage;

public sealed class SlowMigrationTests
{
    [Fact]
    public async Task Background_work_of_a_service_begins_when_its_own_database_is_up_to_date()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var server = await PostgresServer.GivenOrOwnAsync();
        var database = await server.CreateDatabaseAsync("slow");
        // Another process migrates, and takes its time.
        await using var other = new NpgsqlConnection($"{database};Pooling=false");
        await other.OpenAsync(cancelled);
        await using var take = new NpgsqlCommand($"SELECT pg_advisory_lock({Migration.LockId})", other);
        await take.ExecuteNonQueryAsync(cancelled);
        var clock = new JumpingClock(DateTimeOffset.UtcNow);
        var starting = OneService.StartAsync(
            new NotificationService(),
            scope => scope.GetRequiredService<NotificationDb>(),
            [],
            database,
            new Dictionary<string, string?> { ["Notification:MailFolder"] = Path.GetTempPath() },
            clock
        );
        // The host waits for a while, and then starts without it.
        await Eventually.IsTrueAsync(() => Advance() && starting.IsCompleted, TimeSpan.FromSeconds(60));
        await using var service = await starting;

        // Hundreds of intervals of all workers.
        for (var i = 0; i < 300; i++)
        {
            Advance();
            await Task.Yield();
        }
        await Task.Delay(TimeSpan.FromSeconds(1), cancelled);

        service.Log.Lines.ShouldBeEmpty();
        await other.CloseAsync();
        await Eventually.IsTrueAsync(() => Advance() && IsReady(service), TimeSpan.FromSeconds(60));

        bool Advance()
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return true;
        }

        static bool IsReady(OneService service)
        {
            using var http = new HttpClient();
            using var answer = http.Send(new HttpRequestMessage(HttpMethod.Get, $"{service.Address}/health/ready"));
            return answer.IsSuccessStatusCode;
        }
    }
}
