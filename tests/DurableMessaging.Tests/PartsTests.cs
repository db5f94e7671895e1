using System.Text;
using AfterSalesMesh.Parts;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class PartsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_that_is_stopped_or_killed_starts_again_with_its_queued_messages()
    {
        await using var broker = await RabbitMqServer.OwnAsync();
        await PublishAsync(broker, "first");
        await broker.StopAsync();
        await broker.StartAsync();
        await PublishAsync(broker, "second");
        await broker.KillAsync();
        await Should.ThrowAsync<BrokerUnreachableException>(() => PublishAsync(broker, "nowhere"));
        await broker.StartAsync();

        (await broker.QueuesAsync()).ShouldBe(new Dictionary<string, long> { ["kept"] = 2 });
    }

    [Fact]
    public async Task A_database_server_that_is_stopped_at_once_starts_again_with_its_tables()
    {
        await using var server = await PostgresServer.OwnAsync(autovacuum: false);
        var database = await server.CreateDatabaseAsync("parts");
        await ScalarAsync(database, "CREATE TABLE kept AS SELECT 42 AS answer");
        await server.StopAsync(immediate: true);
        await Should.ThrowAsync<NpgsqlException>(() => ScalarAsync(database, "SELECT 1"));
        await server.StartAsync();

        (await ScalarAsync(database, "SELECT answer FROM kept")).ShouldBe(42);
        (await ScalarAsync(database, "SHOW fsync")).ShouldBe("on");
    }

    private static async Task PublishAsync(RabbitMqServer broker, string text)
    {
        var confirmed = new CreateChannelOptions(
            publisherConfirmationsEnabled: true,
            publisherConfirmationTrackingEnabled: true
        );
        var persistent = new BasicProperties { Persistent = true };
        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(confirmed, Cancelled);
        await channel.QueueDeclareAsync("kept", true, false, false, cancellationToken: Cancelled);
        await channel.BasicPublishAsync("", "kept", true, persistent, Encoding.UTF8.GetBytes(text), Cancelled);
    }

    private static async Task<object?> ScalarAsync(string database, string sql)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(unpooled);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancelled);
    }
}
