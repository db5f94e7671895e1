using AfterSalesMesh.ServiceDefaults.Identity;
using Npgsql;
using Xunit;

namespace AfterSalesMesh.Parts.Apart;

/// <summary>
/// The product as it runs in production: the gateway and two replicas of every service as processes of their own, on a
/// RabbitMQ and a PostgreSQL that tests may stop.
/// </summary>
public sealed class ApartMesh : IAsyncLifetime
{
    private static readonly string[] Services = ["Returns", "Warehouse", "Inspection", "Refund", "Notification"];

    private readonly List<(Uri Address, ServiceProcess Process)> _processes = [];
    private readonly Dictionary<string, string> _keys = [];
    private readonly Dictionary<string, string> _databases = [];
    private readonly List<Replica> _replicas = [];

    /// <summary>The folder of the working tree whose programs run.</summary>
    public string Root { get; init; } = ServiceProcess.Root;

    /// <summary>How many of each service.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>Environment variables for all processes.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The port of 127.0.0.1 through which a service reaches a server (<c>broker</c>, <c>database</c>, <c>provider</c>),
    /// given the server's own.
    /// </summary>
    public Func<string, string, int, int> Via { get; init; } = (_, _, port) => port;

    /// <summary>Changes the requests of callers.</summary>
    public DelegatingHandler? Caller { get; init; }

    /// <summary>Where the sandbox and the gateway keep their books.</summary>
    public string DataFolder { get; } = Directory.CreateTempSubdirectory("apart-").FullName;

    /// <summary>A payment provider in the place of the sandbox.</summary>
    public Uri? Provider { get; init; }

    /// <summary>The sandbox provider, for those who make it do what no service asks for.</summary>
    public Uri SandboxAddress { get; private set; } = null!;

    /// <summary>How its database server starts.</summary>
    public Func<Task<PostgresServer>> StartDatabase { get; init; } = () => PostgresServer.OwnAsync();

    public RabbitMqServer Broker { get; private set; } = null!;

    public PostgresServer Database { get; private set; } = null!;

    public MeshApi Api { get; private set; } = null!;

    public Uri GatewayAddress { get; private set; } = null!;

    /// <summary>The key with which the gateway signs its tokens.</summary>
    public string PrivateKey { get; private set; } = "";

    /// <summary>What each <c>local-…</c> key stands for here.</summary>
    public IReadOnlyDictionary<string, string> Keys => _keys;

    /// <summary>One replica of each service.</summary>
    public IReadOnlyList<(Uri Address, ServiceProcess Process)> FirstReplicas { get; private set; } = [];

    public IReadOnlyList<Replica> AllReplicas => _replicas;

    /// <summary>The connection string of each service's database.</summary>
    public IReadOnlyDictionary<string, string> Databases => _databases;

    public Task<IReadOnlyList<long>> PaidAsync(string payment) => Sandbox.PaidAsync(DataFolder, payment);

    public async ValueTask InitializeAsync()
    {
        var (broker, databases) = (RabbitMqServer.OwnAsync(), StartDatabase());
        foreach (var role in new[] { "storefront", "agent", "warehouse", "inspector", "finance", "admin" })
        {
            _keys[$"local-{role}"] = await AddKeyAsync(role);
        }
        (Broker, Database) = (await broker, await databases);
        var (privateKey, publicKey) = InternalKeys.Generate();
        PrivateKey = privateKey;
        var addresses = Services.ToDictionary(x => x, _ => Enumerable.Range(0, Replicas).Select(_ => Free()).ToList());
        var webhooks = addresses["Refund"].Select(x => new Uri(x, "v1/webhooks/sandbox"));
        var provider = Start(
            "deploy/SandboxProvider",
            "SandboxProvider",
            new() { ["Sandbox__Webhook"] = string.Join(';', webhooks) },
            Free()
        );
        SandboxAddress = provider.Address;
        Dictionary<string, string> gateway = new()
        {
            ["Identity__PrivateKey"] = privateKey,
            ["Gateway__RequestsPerSecond"] = "0",
            ["Gateway__ConcurrentRequests"] = "0",
        };
        // Nobody uploads photos here: Media does not run.
        gateway["Services__Media"] = Free().ToString();
        List<(Uri, ServiceProcess)> first = [];
        foreach (var service in Services)
        {
            _databases[service] = await Database.CreateDatabaseAsync(service.ToLowerInvariant());
            var database = new NpgsqlConnectionStringBuilder(_databases[service]);
            database.Port = Via(service, "database", database.Port);
            Dictionary<string, string> settings = new()
            {
                ["Identity__PublicKey"] = publicKey,
                ["Messaging__RabbitMq"] = At(Broker.Uri, Via(service, "broker", Broker.Uri.Port)),
                ["Storage__Provider"] = "Postgres",
                [$"ConnectionStrings__{service}"] = database.ConnectionString,
                ["Shutdown__DrainSeconds"] = "3",
                ["Refund__Provider__Address"] =
                    Provider?.ToString() ?? At(provider.Address, Via(service, "provider", provider.Address.Port)),
            };
            var replicas = addresses[service].ConvertAll(x => Start($"services/{service}", service, settings, x));
            first.Add(replicas[0]);
            _replicas.AddRange(replicas.Select(x => new Replica(service, x.Address, x.Process)));
            gateway[$"Services__{service}"] = string.Join(';', replicas.Select(x => x.Address));
        }
        FirstReplicas = first;
        var gatewayProcess = Start("gateway", "Gateway", gateway, Free());
        foreach (var (address, process) in _processes)
        {
            var path = process == provider.Process ? "health/live" : "health/ready";
            await process.WaitForReadyAsync(new Uri(address, path));
        }
        GatewayAddress = gatewayProcess.Address;
        Api = new MeshApi(GatewayAddress, _keys, Caller);
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
        // Not all of it is there when it could not start.
        Api?.Dispose();
        await (Database?.DisposeAsync() ?? default);
        await (Broker?.DisposeAsync() ?? default);
        Directory.Delete(DataFolder, recursive: true);
    }

    private static string At(Uri server, int port) => new UriBuilder(server) { Port = port }.Uri.ToString();

    private static Uri Free() => new($"http://127.0.0.1:{FreePort.Next()}");

    private (Uri Address, ServiceProcess Process) Start(
        string project,
        string name,
        Dictionary<string, string> settings,
        Uri address
    )
    {
        settings = new(Settings.Concat(settings)) { ["AFTERSALES_DATA"] = DataFolder };
        var process = new ServiceProcess(
            ServiceProcess.Dll(project, name, Root),
            settings,
            "--urls",
            address.ToString()
        );
        process.Start();
        _processes.Add((address, process));
        return (address, process);
    }

    private async Task<string> AddKeyAsync(string role)
    {
        string[] words = ["keys", "add", "--name", $"{role} person", "--storefront", "demo", "--role", role];
        var output = await GatewayCommand.RunInAsync(Root, DataFolder, words);
        return output.Split().Last(x => x.StartsWith("asm_", StringComparison.Ordinal));
    }
}

/// <summary>One process of a service.</summary>
public sealed record Replica(string Service, Uri Address, ServiceProcess Process)
{
    public Task WaitForReadyAsync() => Process.WaitForReadyAsync(new Uri(Address, "health/ready"));
}
