using System.Diagnostics;
using AfterSalesMesh.ServiceDefaults.Identity;
using Xunit;

namespace AfterSalesMesh.Parts.Apart;

/// <summary>
/// The product as it runs in production: the gateway and two replicas of every service as processes of their own, on a
/// RabbitMQ and a PostgreSQL that tests may stop.
/// </summary>
public sealed class ApartMesh : IAsyncLifetime
{
    private static readonly string[] Services = ["Returns", "Warehouse", "Inspection", "Refund", "Notification"];

    private readonly string _data = Directory.CreateTempSubdirectory("apart-").FullName;
    private readonly List<(Uri Address, ServiceProcess Process)> _processes = [];
    private readonly Dictionary<string, string> _keys = [];

    /// <summary>How many of each service.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>Environment variables for all processes.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public RabbitMqServer Broker { get; private set; } = null!;

    public PostgresServer Database { get; private set; } = null!;

    public MeshApi Api { get; private set; } = null!;

    /// <summary>One replica of each service.</summary>
    public IReadOnlyList<(Uri Address, ServiceProcess Process)> FirstReplicas { get; private set; } = [];

    public Task<IReadOnlyList<long>> PaidAsync(string payment) => Sandbox.PaidAsync(_data, payment);

    public async ValueTask InitializeAsync()
    {
        Broker = await RabbitMqServer.OwnAsync();
        Database = await PostgresServer.OwnAsync();
        var (privateKey, publicKey) = InternalKeys.Generate();
        var provider = Start("deploy/SandboxProvider", "SandboxProvider", []);
        Dictionary<string, string> gateway = new()
        {
            ["Identity__PrivateKey"] = privateKey,
            ["Gateway__RequestsPerSecond"] = "0",
        };
        List<(Uri, ServiceProcess)> first = [];
        foreach (var service in Services)
        {
            Dictionary<string, string> settings = new()
            {
                ["Identity__PublicKey"] = publicKey,
                ["Messaging__RabbitMq"] = Broker.Uri.ToString(),
                ["Storage__Provider"] = "Postgres",
                [$"ConnectionStrings__{service}"] = await Database.CreateDatabaseAsync(service.ToLowerInvariant()),
                ["Shutdown__DrainSeconds"] = "3",
                ["Refund__Provider__Address"] = provider.Address.ToString(),
            };
            var replicas = Enumerable
                .Range(0, Replicas)
                .Select(_ => Start($"services/{service}", service, settings))
                .ToList();
            first.Add(replicas[0]);
            gateway[$"Services__{service}"] = string.Join(';', replicas.Select(x => x.Address));
        }
        FirstReplicas = first;
        foreach (var role in new[] { "storefront", "warehouse", "inspector", "finance" })
        {
            _keys[$"local-{role}"] = await AddKeyAsync(role);
        }
        var door = Start("gateway", "Gateway", gateway);
        foreach (var (address, process) in _processes)
        {
            var path = process == provider.Process ? "health/live" : "health/ready";
            await process.WaitForReadyAsync(new Uri(address, path));
        }
        Api = new MeshApi(door.Address, _keys);
    }

    /// <summary>Asks all of it to stop, the gateway first, and waits until it has.</summary>
    public async Task StopAsync()
    {
        foreach (var (_, process) in Enumerable.Reverse(_processes))
        {
            await process.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, process) in _processes)
        {
            await process.DisposeAsync();
        }
        Api.Dispose();
        await Database.DisposeAsync();
        await Broker.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private (Uri Address, ServiceProcess Process) Start(
        string project,
        string name,
        Dictionary<string, string> settings
    )
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        settings = new(Settings.Concat(settings)) { ["AFTERSALES_DATA"] = _data };
        var process = new ServiceProcess(ServiceProcess.Dll(project, name), settings, "--urls", address.ToString());
        process.Start();
        _processes.Add((address, process));
        return (address, process);
    }

    private async Task<string> AddKeyAsync(string role)
    {
        string[] words = ["keys", "add", "--name", role, "--storefront", "demo", "--role", role];
        var start = new ProcessStartInfo("dotnet", [ServiceProcess.Dll("gateway", "Gateway"), .. words])
        {
            RedirectStandardOutput = true,
            Environment = { ["AFTERSALES_DATA"] = _data },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Split().Single(x => x.StartsWith("asm_", StringComparison.Ordinal));
    }
}
