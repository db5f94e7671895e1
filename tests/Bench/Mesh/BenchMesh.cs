using AfterSalesMesh.Bench.Counting;
using AfterSalesMesh.Bench.Flow;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Npgsql;

namespace AfterSalesMesh.Bench.Mesh;

/// <summary>
/// What is measured: the product apart, two replicas of every service, on a RabbitMQ and a PostgreSQL of its own that
/// count; and the one who pollers it, who has a name of its own at the database so that its statements don't count.
/// </summary>
internal sealed class BenchMesh : IAsyncDisposable
{
    /// <summary>The name that the watcher has at the database.</summary>
    public const string Observer = "bench";

    private static readonly string[] Settings =
    [
        "shared_preload_libraries=pg_stat_statements",
        // Two replicas of all services and as many processes of the floor, twenty connections each.
        "max_connections=600",
        // A checkpoint now and then would be in some rounds and not in others.
        "checkpoint_timeout=1h",
        "max_wal_size=16GB",
        // The default is made for a machine of twenty years ago; a million returns don't fit it.
        "shared_buffers=1GB",
    ];

    private readonly Dictionary<string, NpgsqlDataSource> _sources = [];
    private readonly ReturnPollers _pollers;

    private BenchMesh(ApartMesh apart, StubProvider provider)
    {
        (Apart, Provider) = (apart, provider);
        Api = new ApiClient(apart.GatewayAddress, apart.Keys);
        _pollers = ReturnPollers.InPostgres(Source);
        Flow = new ReturnFlow(Api, _pollers);
    }

    public ApartMesh Apart { get; }

    public StubProvider Provider { get; }

    public ApiClient Api { get; }

    public ReturnFlow Flow { get; }

    public static async Task<BenchMesh> StartAsync()
    {
        var provider = await StubProvider.StartAsync();
        var apart = new ApartMesh
        {
            Provider = provider.Address,
            StartDatabase = async () =>
            {
                var server = await PostgresServer.OwnAsync(autovacuum: false, Settings);
                await using var first = NpgsqlDataSource.Create(server.ConnectionString);
                await using var command = first.CreateCommand(
                    $"CREATE EXTENSION pg_stat_statements; CREATE ROLE {Observer} SUPERUSER LOGIN PASSWORD '{Observer}'"
                );
                await command.ExecuteNonQueryAsync();
                return server;
            },
        };
        await apart.InitializeAsync();
        return new BenchMesh(apart, provider);
    }

    /// <summary>A service's database, or <c>postgres</c>, for the watcher.</summary>
    public NpgsqlDataSource Source(string name)
    {
        if (!_sources.TryGetValue(name, out var source))
        {
            var there = Apart.Databases.GetValueOrDefault(name, Apart.Database.ConnectionString);
            var own = new NpgsqlConnectionStringBuilder(there)
            {
                Username = Observer,
                Password = Observer,
                // Its work is not what is measured: let it be little.
                MaxAutoPrepare = 10,
                NoResetOnClose = true,
            };
            _sources[name] = source = NpgsqlDataSource.Create(own);
        }
        return source;
    }

    /// <summary>Those that take part, by the names they have in the report.</summary>
    public Processes Processes()
    {
        var processes = new Processes();
        foreach (var service in Apart.Databases.Keys)
        {
            processes.Add(service, $"AfterSalesMesh.{service}.dll", "--urls");
        }
        processes.Add("Gateway", "AfterSalesMesh.Gateway.dll", "--urls");
        processes.Add("PostgreSQL", $"port={new NpgsqlConnectionStringBuilder(Apart.Database.ConnectionString).Port}");
        processes.Add("RabbitMQ", "beam.smp\0", $"test-{Apart.Broker.Uri.Port}@localhost");
        processes.Add("floor", "AfterSalesMesh.Bench.dll\0floor");
        return processes;
    }

    public async ValueTask DisposeAsync()
    {
        await _pollers.DisposeAsync();
        foreach (var source in _sources.Values)
        {
            await source.DisposeAsync();
        }
        Api.Dispose();
        await Apart.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
