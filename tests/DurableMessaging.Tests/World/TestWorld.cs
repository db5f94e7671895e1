using AfterSalesMesh.DurableMessaging.Failures;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Parts;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests.World;

/// <summary>
/// A database, a part of the broker of its own, and as many replicas of the service as a test starts. A
/// <see cref="Node"/> that is never started is a process that died right after its commit.
/// </summary>
public sealed class TestWorld(string database, string connection, Uri? broker, TimeProvider time) : IAsyncDisposable
{
    private readonly string _prefix = $"t{Guid.NewGuid():N}"[..9];
    private readonly List<Node> _nodes = [];
    private DirectoryInfo? _folder;
    private SqlServer? _sqlServer;

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public string Connection => connection;

    /// <summary>Queues of a broker that is a cluster, with a limit of deliveries.</summary>
    public bool Quorum { get; set; }

    /// <summary>The name of a queue as the broker knows it.</summary>
    public string Queue(string name) => $"{_prefix}-{name}";

    public static async Task<TestWorld> CreateAsync(
        string database,
        PostgresFixture postgres,
        Uri? broker,
        TimeProvider? time = null
    )
    {
        var folder = database == "sqlite" ? Directory.CreateTempSubdirectory("durable-") : null;
        var sqlServer = database == "sqlserver" ? SqlServer.Required() : null;
        var name = $"t{Guid.NewGuid():N}";
        var connection =
            folder is not null ? $"Data Source={Path.Combine(folder.FullName, "shop.db")}"
            : sqlServer is not null ? await sqlServer.CreateDatabaseAsync(name)
            : await (await postgres.ServerAsync()).CreateDatabaseAsync(name);
        var world = await OnAsync(database, connection, broker, time);
        (world._folder, world._sqlServer) = (folder, sqlServer);
        return world;
    }

    public static async Task<TestWorld> OnAsync(
        string database,
        string connection,
        Uri? broker,
        TimeProvider? time = null
    )
    {
        var world = new TestWorld(database, connection, broker, time ?? TimeProvider.System);
        await using var db = world.Open();
        await db.Database.EnsureCreatedAsync(Cancelled);
        return world;
    }

    /// <summary>A context of its own, that sends nothing: for looking and arranging.</summary>
    public ShopDb Open()
    {
        var services = new ServiceCollection();
        services.AddSingleton(time).AddSingleton<CommitNotifier>();
        var options = new DbContextOptionsBuilder<ShopDb>().UseApplicationServiceProvider(
            services.BuildServiceProvider()
        );
        Use(options);
        return new ShopDb(options.Options);
    }

    /// <summary>A replica that is wired up but not running.</summary>
    public Node Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(new TestLog());
        builder.Services.Replace(ServiceDescriptor.Singleton(time));
        builder.Services.AddDbContext<ShopDb>(Use);
        builder.Services.Configure<DurableMessagingOptions>(x => x.TransportForgets = broker is null);
        builder.Services.Configure<MassTransitHostOptions>(x => x.WaitUntilStarted = true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddDurableConsumer<WriteDownConsumer, ShopDb>(Queue("write-down"));
            bus.AddDurableConsumer<WrittenDownConsumer, ShopDb>(Queue("written-down"));
            bus.AddDurableConsumer<PublishBothConsumer, ShopDb>(Queue("say-both"));
            bus.AddDurableSaga<TallyMachine, Tally, ShopDb>(
                Queue("tally"),
                (db, id, _, cancellation) => db.Tallies.FirstOrDefaultAsync(x => x.CorrelationId == id, cancellation)
            );
            if (Quorum)
            {
                bus.AddConfigureEndpointsCallback(
                    (_, name, endpoint) =>
                    {
                        var queue = (IRabbitMqReceiveEndpointConfigurator)endpoint;
                        queue.SetQuorumQueue();
                        queue.SetQueueArgument("x-delivery-limit", 2);
                        queue.BindDeadLetterQueue(DeadLetters.QueueOf(name), null, dead => dead.SetQuorumQueue());
                    }
                );
            }
            if (broker is null)
            {
                bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
            }
            else
            {
                bus.UsingRabbitMq(
                    (context, transport) =>
                    {
                        transport.Host(broker);
                        transport.MessageTopology.SetEntityNameFormatter(
                            new PrefixEntityNameFormatter(transport.MessageTopology.EntityNameFormatter, $"{_prefix}-")
                        );
                        transport.ConfigureEndpoints(context);
                        if (Quorum)
                        {
                            transport.DrainDeadLetters(
                                context,
                                endpoint => ((IRabbitMqReceiveEndpointConfigurator)endpoint).SetQuorumQueue()
                            );
                        }
                    }
                );
            }
        });
        builder.Services.AddDurableMessaging<ShopDb>();
        builder.Services.AddHostedService<JobWorker>();
        var node = new Node(builder.Build());
        _nodes.Add(node);
        return node;
    }

    public async Task<Node> StartAsync()
    {
        var node = Build();
        await node.StartAsync();
        return node;
    }

    public async Task<int> LinesAsync(string text)
    {
        await using var db = Open();
        return await db.Lines.CountAsync(x => x.Text == text, Cancelled);
    }

    public Task UntilLinesAsync(string text, int count, int seconds = 30) =>
        Eventually.IsTrueAsync(async () => await LinesAsync(text) >= count, TimeSpan.FromSeconds(seconds));

    /// <summary>Makes what waits in the outbox due, as if its time had passed.</summary>
    public async Task AgeOutboxAsync()
    {
        await using var db = Open();
        var past = time.GetUtcNow().AddMinutes(-1);
        await db
            .Outbox.Where(x => x.DueAt != null)
            .ExecuteUpdateAsync(x => x.SetProperty(m => m.DueAt, past), Cancelled);
    }

    /// <summary>Makes what waits in the outbox due, as if it had been refused so often.</summary>
    public async Task RefusedBeforeAsync(int times)
    {
        await using (var db = Open())
        {
            await db.Outbox.ExecuteUpdateAsync(x => x.SetProperty(m => m.Refusals, times), Cancelled);
        }
        await AgeOutboxAsync();
    }

    public Task UntilOutboxIsEmptyAsync() =>
        Eventually.IsTrueAsync(
            async () =>
            {
                await using var db = Open();
                return !await db.Outbox.AnyAsync(Cancelled);
            },
            TimeSpan.FromSeconds(30)
        );

    /// <summary>The failures, once there are that many.</summary>
    public async Task<List<Failure>> UntilFailuresAsync(int count, Func<Failure, bool>? such = null)
    {
        List<Failure> failures = [];
        await Eventually.IsTrueAsync(
            async () =>
            {
                await using var db = Open();
                failures = await db.Failures.AsNoTracking().ToListAsync(Cancelled);
                return failures.Count == count && failures.All(such ?? (_ => true));
            },
            TimeSpan.FromSeconds(30),
            () => string.Join("; ", failures.Select(x => $"{x.Kind} {x.MessageType} {x.Count} times: {x.Reason}"))
        );
        return failures;
    }

    /// <summary>No failure, and nothing in queues for errors.</summary>
    public async Task NothingFailedAsync(RabbitMqServer broker)
    {
        await UntilFailuresAsync(0);
        (await LeftInErrorQueuesAsync(broker)).ShouldBeEmpty();
    }

    /// <summary>The queues of this world for errors that hold something.</summary>
    public async Task<IEnumerable<string>> LeftInErrorQueuesAsync(RabbitMqServer broker) =>
        (await broker.QueuesAsync())
            .Where(x => x.Key.StartsWith(_prefix, StringComparison.Ordinal) && x.Value > 0)
            .Select(x => x.Key)
            .Where(x =>
                x.EndsWith("_error", StringComparison.Ordinal) || x.EndsWith("_skipped", StringComparison.Ordinal)
            );

    /// <summary>PostgreSQL's: a commit that wrote took one, one that only read did not.</summary>
    public async Task<long> NextTransactionIdAsync()
    {
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(
            "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
            database
        );
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
        _folder?.Delete(recursive: true);
        await (_sqlServer?.DisposeAsync() ?? default);
    }

    private void Use(DbContextOptionsBuilder options) =>
        _ =
            database == "sqlite" ? options.UseSqlite(connection)
            : database == "sqlserver" ? options.UseSqlServer(connection)
            : options.UseNpgsql(connection);
}
