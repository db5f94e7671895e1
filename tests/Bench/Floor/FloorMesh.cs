using System.Diagnostics;
using AfterSalesMesh.Bench.Flow;
using AfterSalesMesh.Parts;
using Npgsql;
using RabbitMQ.Client;

namespace AfterSalesMesh.Bench.Floor;

/// <summary>The floor at work: as many processes as the flow has services' replicas, on its broker and its database server.</summary>
internal sealed class FloorMesh : IAsyncDisposable
{
    private const int Replicas = 2;
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private static readonly Dictionary<string, string> Nothing = [];
    private static readonly BasicProperties Persistent = new() { Persistent = true };

    private readonly List<ServiceProcess> _processes = [];
    private readonly NpgsqlDataSource _source;
    private readonly Poller<int> _ends;
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private FloorMesh(
        FloorPlan plan,
        string database,
        NpgsqlDataSource source,
        IConnection connection,
        IChannel channel
    )
    {
        (Plan, Database) = (plan, database);
        (_source, _connection, _channel) = (source, connection, channel);
        _ends = new Poller<int>(source.Query<int>("SELECT id, n FROM floor WHERE id = ANY($1)"));
    }

    public FloorPlan Plan { get; }

    /// <summary>The connection string of its database.</summary>
    public string Database { get; }

    public static async Task<FloorMesh> StartAsync(
        FloorPlan plan,
        PostgresServer server,
        RabbitMqServer broker,
        string watcher
    )
    {
        var database = await server.CreateDatabaseAsync("floor");
        var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database) { Username = watcher, Password = watcher }
        );
        await using (var create = source.CreateCommand(FloorDatabase.Create))
        {
            await create.ExecuteNonQueryAsync();
        }
        var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync();
        var channel = await FloorWorker.ChannelAsync(connection);
        await channel.ExchangeDeclareAsync(FloorWorker.News, ExchangeType.Fanout, durable: true);
        var mesh = new FloorMesh(plan, database, source, connection, channel);
        for (var service = 0; service < FloorWorker.Services; service++)
        {
            var queue = FloorWorker.QueueOf(service);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
            await channel.QueuePurgeAsync(queue);
            for (var replica = 0; replica < Replicas; replica++)
            {
                string[] words = ["floor", plan.ToJson(), database, broker.Uri.ToString(), $"{service}"];
                var process = new ServiceProcess(ServiceProcess.Dll("tests/Bench"), Nothing, words);
                process.Start();
                mesh._processes.Add(process);
            }
        }
        var started = Stopwatch.GetTimestamp();
        while (mesh._processes.Any(x => !x.Output.Contains("ready", StringComparison.Ordinal)))
        {
            if (Stopwatch.GetElapsedTime(started) > StartBound)
            {
                throw new TimeoutException($"The floor did not start: {mesh._processes[0].Output}");
            }
            await Task.Delay(100);
        }
        return mesh;
    }

    /// <summary>One chain from its first message to its last row.</summary>
    public async Task<Finished> RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var chain = Guid.CreateVersion7();
        await _channel.BasicPublishAsync(
            "",
            FloorWorker.QueueOf(0),
            true,
            Persistent,
            FloorWorker.Message(Plan, chain)
        );
        await _ends.ForAsync(chain);
        var ended = Stopwatch.GetTimestamp();
        return new Finished(started, ended, Stopwatch.GetElapsedTime(started, ended));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
        await _ends.DisposeAsync();
        await _source.DisposeAsync();
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
