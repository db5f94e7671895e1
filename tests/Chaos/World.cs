using System.Collections.Concurrent;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Chaos;

/// <summary>The mesh under test, with a proxy on every connection between a service and a server, so that each can be broken.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string Storefront = "demo";

    private readonly StubMailServer _mail = new();
    private Dictionary<string, SemaphoreSlim> _held = [];

    public World(Random habits)
    {
        Wires[("Notification", "mail")] = new TcpProxy(_mail.Port);
        Mesh = new ApartMesh
        {
            Via = Wire,
            Caller = new SendsTwice(habits),
            Settings = new Dictionary<string, string>
            {
                // Many processes on one machine: little memory, and quick to start.
                ["DOTNET_gcServer"] = "0",
                ["DOTNET_TieredPGO"] = "0",
                ["DOTNET_EnableWriteXorExecute"] = "0",
                ["Notification__Smtp__Host"] = "127.0.0.1",
                ["Notification__Smtp__Port"] = $"{Wires[("Notification", "mail")].Port}",
                ["Notification__Smtp__Tls"] = "None",
                // Nobody waits ten days here.
                ["Refund__Settlements__MissingAfterDays"] = "0",
                ["Notification__Smtp__From"] = "returns@example.org",
            },
        };
    }

    public ApartMesh Mesh { get; }

    public string[] Services => [.. Mesh.Databases.Keys.Order(StringComparer.Ordinal)];

    /// <summary>From each service to its broker, database, provider or mail server.</summary>
    public ConcurrentDictionary<(string Service, string Server), TcpProxy> Wires { get; } = new();

    /// <summary>The queues of the services' endpoints.</summary>
    public IReadOnlyList<string> Endpoints { get; private set; } = [];

    /// <summary>Messages that must end in an error queue.</summary>
    public ConcurrentBag<Guid> Poison { get; } = [];

    /// <summary>Outbox rows that can't be sent, and stay.</summary>
    public ConcurrentBag<Guid> PoisonRows { get; } = [];

    /// <summary>Every mail that was sent, headers and body.</summary>
    public IReadOnlyCollection<string> Mails => _mail.Taken;

    /// <summary>A service whose replicas no other fault touches until it is disposed.</summary>
    /// <param name="service">This one; null: any.</param>
    public async Task<HeldService> HoldAsync(Random random, CancellationToken cancellation, string? service = null)
    {
        service ??= random.GetItems([.. Services.Where(x => _held[x].CurrentCount > 0)], 1)[0];
        await _held[service].WaitAsync(cancellation);
        return new HeldService(service, [.. Mesh.AllReplicas.Where(x => x.Service == service)], _held[service]);
    }

    public async Task StartAsync()
    {
        await Mesh.InitializeAsync();
        _held = Services.ToDictionary(x => x, _ => new SemaphoreSlim(1));
        var queues = await Mesh.Broker.QueuesAsync();
        Endpoints = [.. queues.Keys.Where(x => !x.Contains('_')).Order(StringComparer.Ordinal)];
        // A killed broker may forget what was declared in its very first start.
        await Mesh.Broker.StopAsync();
        await Mesh.Broker.StartAsync();
        await Task.WhenAll(Mesh.AllReplicas.Select(x => x.WaitForReadyAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        await Mesh.DisposeAsync();
        foreach (var wire in Wires.Values)
        {
            await wire.DisposeAsync();
        }
        await _mail.DisposeAsync();
    }

    private int Wire(string service, string server, int port) =>
        server == "provider" && service != "Refund"
            ? port
            : Wires.GetOrAdd((service, server), _ => new TcpProxy(port)).Port;
}

/// <summary>The replicas of one service, for one fault alone.</summary>
internal sealed record HeldService(string Name, IReadOnlyList<Replica> Replicas, SemaphoreSlim Held) : IDisposable
{
    public void Dispose() => Held.Release();
}
