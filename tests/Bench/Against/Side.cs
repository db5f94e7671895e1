using AfterSalesMesh.Bench.Counting;
using AfterSalesMesh.Bench.Flow;
using AfterSalesMesh.Bench.Mesh;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Npgsql;

namespace AfterSalesMesh.Bench.Against;

/// <summary>One revision at work: its processes, a broker and a database of its own, and whoever returns something.</summary>
internal sealed class Side : IAsyncDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2.5);

    private readonly ApartMesh _mesh;
    private readonly StubProvider _provider;
    private readonly ApiClient _api;
    private readonly ReturnPollers _pollers;
    private readonly ReturnFlow _flow;
    private readonly Processes _processes = new();

    private Side(ApartMesh mesh, StubProvider provider)
    {
        (_mesh, _provider) = (mesh, provider);
        _api = new ApiClient(mesh.GatewayAddress, mesh.Keys);
        _pollers = HttpPollers.Of(_api);
        // A scan that is too early would be repeated, and count.
        _flow = new ReturnFlow(_api, _pollers, TimeSpan.FromSeconds(1));
        // Environments name the working tree, too: only what dotnet was given counts.
        _processes.Add("programs", $"dotnet\0{mesh.Root}/", "AfterSalesMesh.", "--urls");
        _processes.Add("PostgreSQL", $"port={new NpgsqlConnectionStringBuilder(mesh.Database.ConnectionString).Port}");
        _processes.Add("RabbitMQ", "beam.smp\0", $"test-{mesh.Broker.Uri.Port}@localhost");
    }

    /// <param name="root">The folder of its source, where it was built.</param>
    public static async Task<Side> StartAsync(string root)
    {
        var provider = await StubProvider.StartAsync();
        var mesh = new ApartMesh
        {
            Root = root,
            Provider = provider.Address,
            StartDatabase = () =>
                PostgresServer.OwnAsync(true, "max_connections=300", "checkpoint_timeout=1h", "max_wal_size=16GB"),
        };
        await mesh.InitializeAsync();
        return new Side(mesh, provider);
    }

    public async Task<Measured> RunAsync(int returns, int concurrency)
    {
        await _flow.PrepareAsync(returns);
        await Task.Delay(Settling);
        var before = Cpu();
        var run = await Load.ClosedAsync(returns, concurrency, _flow.RunAsync);
        await Task.Delay(Settling);
        var after = Cpu();
        return new Measured(run.PerSecond, after.ToDictionary(x => x.Key, x => (x.Value - before[x.Key]) / returns));
    }

    public async ValueTask DisposeAsync()
    {
        await _pollers.DisposeAsync();
        _api.Dispose();
        await _mesh.DisposeAsync();
        await _provider.DisposeAsync();
    }

    private Dictionary<string, double> Cpu() =>
        _processes.CpuSeconds().Where(x => x.Key != "driver").ToDictionary(x => x.Key, x => x.Value);
}

/// <param name="PerSecond">Returns that ended a second.</param>
/// <param name="Cpu">Seconds of CPU for each return, by who used them: the programs, the database, the broker.</param>
internal sealed record Measured(double PerSecond, IReadOnlyDictionary<string, double> Cpu)
{
    public double CpuPerReturn => Cpu.Values.Sum();
}
