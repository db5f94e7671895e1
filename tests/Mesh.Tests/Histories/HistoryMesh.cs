using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Inspection;
using AfterSalesMesh.Mesh.Tests.Refund;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Notification.Messages;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.Warehouse;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>
/// The services as every host runs them, together in this process: over HTTP, with SQLite, the in-memory transport, a payment
/// provider, a mail server, and a clock that can be put ahead. Some messages are handled late or twice.
/// </summary>
internal sealed class HistoryMesh : IAsyncDisposable
{
    public static readonly string[] Storefronts = ["demo", "other"];

    /// <summary>What the second storefront gives on top for taking store credit, in percent.</summary>
    public const decimal BonusPercent = 7.55m;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan QuietBound = TimeSpan.FromSeconds(120);

    /// <summary>A worker that has a row in hand has leased it for less.</summary>
    private static readonly TimeSpan LongestLease = TimeSpan.FromSeconds(61);

    private static readonly Type[] Databases =
    [
        typeof(ReturnsDb),
        typeof(WarehouseDb),
        typeof(InspectionDb),
        typeof(RefundDb),
        typeof(NotificationDb),
    ];

    // In memory where that is possible: the histories are about order, not about disks.
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"histories-{Guid.NewGuid():N}")
    );
    private readonly (string Private, string Public) _keys = InternalKeys.Generate();
    private readonly StubMailServer _mail = new();
    private readonly Disorder _disorder;
    private readonly WebApplication _app;
    private readonly InternalToken _token;
    private MeshApi _api = null!;

    private HistoryMesh(int seed)
    {
        _disorder = new Disorder(new Random(seed));
        _token = new InternalToken(_keys.Private, Clock);
        var builder = WebApplication.CreateBuilder([MeshHost.ReadConfigurationOnce]);
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<IConfigureReceiveEndpoint>(_disorder);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        IMeshService[] services =
        [
            new ReturnsService(),
            new WarehouseService(),
            new InspectionService(),
            new RefundService(),
            new NotificationService(),
        ];
        builder.Configuration.AddInMemoryCollection(Settings());
        builder.AddMesh(services);
        _app = builder.Build();
        _app.UseMesh(services);
    }

    public OffsetClock Clock { get; } = new(TimeSpan.Zero);

    /// <summary>When it was started.</summary>
    public DateTimeOffset Began { get; } = DateTimeOffset.UtcNow;

    public StubProvider Provider { get; } = new();

    public WarningLog Log { get; } = new();

    /// <summary>The mails that customers got, headers and body.</summary>
    public IReadOnlyCollection<string> Mails => _mail.Taken;

    public static async Task<HistoryMesh> StartAsync(int seed)
    {
        var mesh = new HistoryMesh(seed);
        await mesh.Provider.StartAsync();
        mesh._app.Configuration["Refund:Provider:Address"] = mesh.Provider.Address;
        await mesh._app.StartAsync();
        mesh._api = new MeshApi(new Uri(mesh._app.Urls.First()));
        await mesh.PutPolicyAsync(seed % 2 == 0 ? AgentDefaults.Approve : AgentDefaults.Reject);
        return mesh;
    }

    /// <summary>Calls a service as the gateway would for such a person.</summary>
    /// <param name="storefronts">Whose; left out: all.</param>
    public Task<Answer> CallAsync(
        HttpMethod method,
        string path,
        string role,
        object? body = null,
        string? idempotencyKey = null,
        string? ifMatch = null,
        params string[] storefronts
    )
    {
        var caller = new Caller(
            $"{role}-1",
            $"{role} person",
            storefronts.Length > 0 ? storefronts : Storefronts,
            [role]
        );
        return _api.SendAsync(
            method,
            path,
            _token.For(caller, ServiceOf(path)),
            body,
            idempotencyKey,
            request =>
            {
                if (ifMatch is not null)
                {
                    request.Headers.Add("If-Match", ifMatch);
                }
            }
        );
    }

    /// <summary>Reads a service's own tables, with every storefront's rows.</summary>
    public async Task<T> ReadAsync<TDbContext, T>(Func<TDbContext, Task<T>> read)
        where TDbContext : DurableDbContext
    {
        await using var scope = _app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<StorefrontScope>().AllowAll();
        return await read(scope.ServiceProvider.GetRequiredService<TDbContext>());
    }

    /// <summary>Waits until nothing is under way and nothing is due.</summary>
    /// <param name="alsoDeleted">Also until every message that was sent is deleted; one that is not is sent again when it is due.</param>
    public async Task QuietAsync(bool alsoDeleted = false)
    {
        var (handled, since, waits) = (-1L, 0L, "");
        await Eventually.IsTrueAsync(
            async () =>
            {
                var now = _disorder.Handled;
                waits = _disorder.Active > 0 ? "messages" : await WaitsAsync(alsoDeleted);
                if (waits.Length > 0 || handled != now)
                {
                    (handled, since) = (waits.Length > 0 ? -1 : now, Stopwatch.GetTimestamp());
                }
                // For a while, with nothing in between, and nothing begun while the tables were read.
                return _disorder.Active == 0 && handled == _disorder.Handled && Stopwatch.GetElapsedTime(since) > Pause;
            },
            QuietBound,
            () => $"There is still: {waits}. {string.Join('\n', Log.Lines.TakeLast(5))}"
        );
    }

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _token.Dispose();
        await Provider.DisposeAsync();
        await _mail.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    /// <summary>The second storefront leaves some requests to agents, and gives a bonus for taking store credit.</summary>
    private async Task PutPolicyAsync(string agentDefault)
    {
        var document = JsonSerializer.SerializeToNode(Presets.All[Presets.Fashion], PolicyJson.Options)!;
        document["reviews"] = JsonNode.Parse(
            """[{"rule": "wrong", "when": {"reason": ["wrong_item"]}, "then": {"review": true}}]"""
        );
        document["storeCredit"] = new JsonArray(
            new JsonObject
            {
                ["rule"] = "bonus",
                ["then"] = new JsonObject { ["bonusPercent"] = BonusPercent },
            }
        );
        var clocks = document["clocks"]![0]!["then"]!;
        (clocks["agentDefault"], clocks["judgementDefault"]) = (agentDefault, JudgementDefaults.Escalate);
        var answer = await CallAsync(
            HttpMethod.Put,
            "/v1/policy",
            Roles.Settings,
            new JsonObject { ["document"] = document },
            storefronts: Storefronts[1]
        );
        answer.ShouldBe(HttpStatusCode.Created);
    }

    private Dictionary<string, string?> Settings() =>
        new()
        {
            ["AFTERSALES_DATA"] = _folder.FullName,
            ["Identity:PublicKey"] = _keys.Public,
            ["Notification:Smtp:Host"] = "127.0.0.1",
            ["Notification:Smtp:Port"] = $"{_mail.Port}",
            ["Notification:Smtp:Tls"] = "None",
            ["Notification:Smtp:From"] = "returns@example.org",
            ["Refund:ApproveAbove:EUR"] = "4000",
        };

    private static string ServiceOf(string path) =>
        path.Split('/', '?')[2] switch
        {
            "warehouse" or "carrier-events" => "warehouse",
            "inspections" => "inspection",
            "refunds" or "payments" or "webhooks" => "refund",
            _ => "returns",
        };

    private async Task<string> WaitsAsync(bool alsoDeleted)
    {
        foreach (var type in Databases)
        {
            await using var scope = _app.Services.CreateAsyncScope();
            var db = (DurableDbContext)scope.ServiceProvider.GetRequiredService(type);
            var outbox = await db.Outbox.Select(x => x.MessageId ?? x.Id).ToListAsync();
            if (alsoDeleted ? outbox.Count > 0 : !outbox.TrueForAll(_disorder.HasHandled))
            {
                return $"an outbox message in {type.Name}";
            }
            foreach (var table in db.Model.GetEntityTypes().Where(x => x.ClrType.IsAssignableTo(typeof(IDue))))
            {
                // What a worker has in hand is leased. A return that waits repeats its command again and again.
                var now = Clock.GetUtcNow();
                var until = table.ClrType.Name is nameof(Return) or nameof(OutboxMessage) ? now : now + LongestLease;
                var name = table.GetTableName()!;
                var sql = $"SELECT count(*) AS \"Value\" FROM \"{name}\" WHERE \"DueAt\" <= {{0}}";
                if (await db.Database.SqlQueryRaw<int>(sql, until.UtcTicks).SingleAsync() > 0)
                {
                    return $"something due in {name}";
                }
            }
        }
        return "";
    }

    /// <summary>Handles some messages later than they came, and some twice.</summary>
    private sealed class Disorder(Random random) : IConfigureReceiveEndpoint, IFilter<ConsumeContext>
    {
        private readonly Lock _gate = new();
        private readonly ConcurrentDictionary<Guid, bool> _messages = new();
        private int _active;
        private long _handled;

        public int Active => Volatile.Read(ref _active);

        public long Handled => Volatile.Read(ref _handled);

        /// <summary>Whether a message has reached a consumer.</summary>
        public bool HasHandled(Guid messageId) => _messages.ContainsKey(messageId);

        public void Configure(string name, IReceiveEndpointConfigurator configurator) => configurator.UseFilter(this);

        public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
        {
            Interlocked.Increment(ref _active);
            _messages[context.MessageId!.Value] = true;
            try
            {
                if (Roll(12) == 0)
                {
                    await Task.Delay(Roll(40));
                }
                await next.Send(context);
                if (Roll(10) == 0)
                {
                    await next.Send(context);
                }
            }
            finally
            {
                Interlocked.Increment(ref _handled);
                Interlocked.Decrement(ref _active);
            }
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("disorder");

        private int Roll(int sides)
        {
            lock (_gate)
            {
                return random.Next(sides);
            }
        }
    }
}
