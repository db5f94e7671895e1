using System.Net;
using AfterSalesMesh.Parts;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Gateway;

public sealed class ReadinessTests
{
    [Fact]
    public async Task The_database_is_asked_once_a_second_while_it_answers_and_each_time_while_it_does_not()
    {
        var clock = new JumpingClock(DateTimeOffset.UtcNow);
        await using var gateway = await TestGateway.StartAsync(time: clock);

        await ExecuteAsync(gateway, """ALTER TABLE "People" RENAME TO "Away" """);
        (await StatusAsync(gateway)).ShouldBe(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await StatusAsync(gateway)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        await ExecuteAsync(gateway, """ALTER TABLE "Away" RENAME TO "People" """);
        (await StatusAsync(gateway)).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> StatusAsync(TestGateway gateway) =>
        (await gateway.Api.GetAsync("/health/ready")).Status;

    private static async Task ExecuteAsync(TestGateway gateway, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={gateway.Data}/gateway.db");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
