using System.Globalization;
using RabbitMQ.Client;
using Testcontainers.RabbitMq;

namespace AfterSalesMesh.Parts;

/// <summary>
/// A RabbitMQ broker. Its own is a process on free ports of 127.0.0.1 with a temporary folder, which dies with the test
/// host, else a container; AFTERSALES_TEST_RABBITMQ (an amqp address) names one that runs already.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private const string Variable = "AFTERSALES_TEST_RABBITMQ";
    private const string Image = "rabbitmq:4.1.4-management";
    private const int StartAttempts = 3;
    private static readonly TimeSpan StartBound = TimeSpan.FromMinutes(3);

    // Debian's wrappers in PATH insist on the system's own folders; the programs behind them don't.
    private static readonly string? Server = Programs.Find("rabbitmq-server", "/usr/lib/rabbitmq/bin");
    private static readonly string? Control = Programs.Find("rabbitmqctl", "/usr/lib/rabbitmq/bin");
    private static readonly string? User = Programs.UserFor("rabbitmq");

    private readonly TempFolder? folder;
    private readonly Dictionary<string, string> environment = [];
    private readonly Container? container;
    private GuardedProcess? process;

    private RabbitMqServer(Uri uri) => Uri = uri;

    private RabbitMqServer(int port)
        : this(new Uri($"amqp://guest:guest@127.0.0.1:{port}/")) =>
        container = new Container(
            new RabbitMqBuilder(Image)
                .WithUsername("guest")
                .WithPassword("guest")
                // So that rabbitmqctl finds the node and its cookie.
                .WithEnvironment("RABBITMQ_NODENAME", "rabbit@localhost")
                .WithEnvironment("HOME", "/var/lib/rabbitmq")
                // The same after a stop and a start.
                .WithPortBinding(port, RabbitMqBuilder.RabbitMqPort)
                .WithWaitStrategy(Container.WaitForNothing())
                .WithCreateParameterModifier(Container.OnLoopback)
                .Build()
        );

    private RabbitMqServer(TempFolder folder)
    {
        this.folder = folder;
        var port = FreePort.Next();
        Uri = new Uri($"amqp://guest:guest@127.0.0.1:{port}/");
        environment = new()
        {
            ["HOME"] = folder.Path,
            ["LC_ALL"] = "C.UTF-8",
            ["RABBITMQ_NODENAME"] = $"test-{port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = $"{port}",
            ["RABBITMQ_DIST_PORT"] = $"{FreePort.Next()}",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder.Path, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(folder.Path, "log"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder.Path, "enabled_plugins"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder.Path, "rabbitmq"),
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(folder.Path, "rabbitmq-env.conf"),
            ["RABBITMQ_SCHEDULER_BIND_TYPE"] = "u",
            // Its own name daemon, and every Erlang program (the control program too), stay on loopback.
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = $"{FreePort.Next()}",
            ["ERL_AFLAGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        };
    }

    /// <summary>Why no broker of our own can start here; null when it can.</summary>
    public static async Task<string?> SkipReasonAsync() =>
        HasPrograms || await Container.IsPossibleAsync()
            ? null
            : "RabbitMQ is missing: install rabbitmq-server (./mesh test does so where it may) or Docker, "
                + $"or name a running one in {Variable}, as amqp://user:password@host:port/.";

    private static bool HasPrograms =>
        !Container.IsPreferred
        && Server is not null
        && Control is not null
        && Programs.Find("epmd") is not null
        && Programs.Find("setsid") is not null;

    /// <summary>Where clients connect to.</summary>
    public Uri Uri { get; }

    /// <summary>The broker named in AFTERSALES_TEST_RABBITMQ, else one of our own. Skips the test if there is none.</summary>
    public static async Task<RabbitMqServer> GivenOrOwnAsync() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
            ? new RabbitMqServer(new Uri(given))
            : await OwnAsync();

    /// <summary>Skips the test where no broker of our own can be started.</summary>
    public static async Task RequireOwnAsync() => Programs.Require(await SkipReasonAsync());

    /// <summary>A broker of our own, for tests that stop it. Skips the test where there is none to start.</summary>
    public static async Task<RabbitMqServer> OwnAsync()
    {
        await RequireOwnAsync();
        var server = HasPrograms ? new RabbitMqServer(new TempFolder("rabbitmq")) : new RabbitMqServer(FreePort.Next());
        try
        {
            await (server.folder?.GiveAsync(User) ?? Task.CompletedTask);
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it (after a stop, with the same folder and port) and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        if (container is not null)
        {
            await container.StartAsync(TakesConnectionsAsync, StartBound);
            return;
        }
        for (var attempt = 1; ; attempt++)
        {
            // The name daemon is started here, in the foreground, so that it ends with the broker.
            var script = "epmd & until epmd -names >/dev/null 2>&1; do sleep 0.05; done; exec \"$1\"";
            process = new GuardedProcess(
                [.. Programs.As(User), "sh", "-c", script, "broker", Server!],
                environment,
                Path.Combine(OwnFolder, "output.log")
            );
            try
            {
                await process.UntilAsync(TakesConnectionsAsync, StartBound);
                return;
            }
            catch (TimeoutException) when (attempt < StartAttempts)
            {
                // RabbitMQ 3.10 now and then hangs while it starts, before it has done anything.
                await EndAsync("KILL");
            }
        }
    }

    /// <summary>Stops it in good order.</summary>
    public Task StopAsync() => EndAsync("TERM");

    /// <summary>
    /// Kills it at once, as kill -9 does. RabbitMQ may then forget a queue that was first declared in this very start,
    /// with what it holds, although it confirmed both: a test that needs the queue stops and starts it once before.
    /// </summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>
    /// The queues by name, each with the messages it holds, unacknowledged ones included. A quorum queue's number is
    /// some seconds old.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, long>> QueuesAsync() =>
        (await ListQueuesAsync("messages")).ToDictionary(
            x => x.Key,
            x => long.Parse(x.Value, CultureInfo.InvariantCulture)
        );

    /// <summary>The queues by name, each with its type: classic or quorum.</summary>
    public Task<IReadOnlyDictionary<string, string>> QueueTypesAsync() => ListQueuesAsync("type");

    private async Task<IReadOnlyDictionary<string, string>> ListQueuesAsync(string column)
    {
        var output = await ControlAsync("--silent", "list_queues", "--no-table-headers", "name", column);
        return output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(columns => columns[0], columns => columns[1]);
    }

    /// <summary>Runs rabbitmqctl on it and returns its output.</summary>
    public Task<string> ControlAsync(params string[] command)
    {
        if (container is not null)
        {
            return container.RunAsync(["rabbitmqctl", .. command]);
        }
        _ = OwnFolder;
        return Programs.RunAsync([.. Programs.As(User), Control!, .. command], environment);
    }

    /// <summary>Copies its files and logs to a folder for inspection.</summary>
    public Task KeepAsync(string place) => Programs.RunAsync(["cp", "-a", OwnFolder, place], []);

    public async ValueTask DisposeAsync()
    {
        await (container?.DisposeAsync() ?? default);
        if (process is not null)
        {
            await process.DisposeAsync();
            process = null;
        }

        if (folder is not null)
        {
            await folder.DisposeAsync();
        }
    }

    private string OwnFolder =>
        folder?.Path
        ?? throw new InvalidOperationException($"The broker named in {Variable} is not ours to stop or inspect.");

    private async Task EndAsync(string signal)
    {
        if (container is not null)
        {
            await container.EndAsync(signal);
            return;
        }
        _ = OwnFolder;
        if (process is not null)
        {
            await process.EndAsync(signal);
            await process.DisposeAsync();
            process = null;
        }
    }

    private async Task<bool> TakesConnectionsAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = Uri }.CreateConnectionAsync();
        return connection.IsOpen;
    }
}
