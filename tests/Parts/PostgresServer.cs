using System.Collections.Concurrent;
using System.Security.Cryptography;
using Npgsql;
using Testcontainers.PostgreSql;

namespace AfterSalesMesh.Parts;

/// <summary>
/// A PostgreSQL server. Its own is a process on a free port of 127.0.0.1 with a temporary folder, which dies with the
/// test host, else a container; AFTERSALES_TEST_POSTGRES (a superuser's connection string) names one that runs already.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Variable = "AFTERSALES_TEST_POSTGRES";
    private const string Image = "postgres:17.6";

    // The first start makes the files of the databases, guarded as the server is.
    private const string Start = """
        [ -d data ] ||
          "$1" --username=postgres --auth=scram-sha-256 --pwfile=password --encoding=UTF8 --no-locale --no-sync -D data ||
          exit
        shift
        exec "$@"
        """;

    private static readonly TimeSpan StartBound = TimeSpan.FromMinutes(3);

    private static readonly string[] Versions = Directory.Exists("/usr/lib/postgresql")
        ? [.. Directory.GetDirectories("/usr/lib/postgresql").Order().Select(version => Path.Combine(version, "bin"))]
        : [];

    private static readonly string? InitDb = Programs.Find("initdb", Versions.Reverse());
    private static readonly string? Server = Programs.Find("postgres", Versions.Reverse());

    // PostgreSQL refuses to run as root.
    private static readonly string? User = Programs.UserFor("postgres", "nobody");

    private readonly TempFolder? folder;
    private readonly bool autovacuum;
    private readonly string[] more;
    private readonly ConcurrentBag<string> created = [];
    private GuardedProcess? process;
    private Container? container;

    private PostgresServer(TempFolder? folder, string connectionString, bool autovacuum, string[] more)
    {
        this.folder = folder;
        this.autovacuum = autovacuum;
        this.more = more;
        ConnectionString = connectionString;
    }

    /// <summary>Why no server of our own can start here; null when it can.</summary>
    public static async Task<string?> SkipReasonAsync() =>
        HasPrograms || await Container.IsPossibleAsync()
            ? null
            : "PostgreSQL is missing: install postgresql (./mesh test does so where it may) or Docker, "
                + $"or name a running one in {Variable}, as the connection string of a superuser.";

    private static bool HasPrograms =>
        !Container.IsPreferred && InitDb is not null && Server is not null && Programs.Find("setsid") is not null;

    /// <summary>The superuser's connection to the database postgres.</summary>
    public string ConnectionString { get; }

    /// <summary>The server named in AFTERSALES_TEST_POSTGRES, else one of our own. Skips the test if there is none.</summary>
    public static async Task<PostgresServer> GivenOrOwnAsync() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
            ? new PostgresServer(null, given, autovacuum: true, [])
            : await OwnAsync();

    /// <summary>Skips the test where no server of our own can be started.</summary>
    public static async Task RequireOwnAsync() => Programs.Require(await SkipReasonAsync());

    /// <summary>A server of our own, for tests that stop it. Skips the test where there is none to start.</summary>
    /// <param name="autovacuum">Off for tests that count transactions.</param>
    /// <param name="settings">More of its settings, each name=value.</param>
    public static async Task<PostgresServer> OwnAsync(bool autovacuum = true, params string[] settings)
    {
        await RequireOwnAsync();
        var folder = HasPrograms ? new TempFolder("postgres") : null;
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = FreePort.Next(),
            Database = "postgres",
            Username = "postgres",
            Password = RandomNumberGenerator.GetHexString(32),
            IncludeErrorDetail = true,
        };
        var server = new PostgresServer(folder, connection.ConnectionString, autovacuum, settings);
        try
        {
            if (folder is not null)
            {
                await File.WriteAllTextAsync(Path.Combine(folder.Path, "password"), connection.Password);
                await folder.GiveAsync(User);
            }
            else
            {
                server.container = new Container(server.Build(connection));
            }
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
        var port = new NpgsqlConnectionStringBuilder(ConnectionString).Port;
        var arguments = Arguments("listen_addresses=127.0.0.1", $"port={port}", $"unix_socket_directories={OwnFolder}");
        process = new GuardedProcess(
            [.. Programs.As(User), "sh", "-c", Start, "server", InitDb!, Server!, "-D", "data", .. arguments],
            new Dictionary<string, string>(),
            Path.Combine(OwnFolder, "output.log"),
            lastSignal: "QUIT"
        );
        await process.UntilAsync(TakesConnectionsAsync, StartBound);
    }

    private IEnumerable<string> Arguments(params string[] where) =>
        (
            (string[])
                [.. where, "fsync=on", "max_connections=300", $"autovacuum={(autovacuum ? "on" : "off")}", .. more]
        ).SelectMany(setting => new[] { "-c", setting });

    private PostgreSqlContainer Build(NpgsqlConnectionStringBuilder connection) =>
        new PostgreSqlBuilder(Image)
            .WithUsername(connection.Username!)
            .WithPassword(connection.Password!)
            .WithDatabase(connection.Database!)
            // The same after a stop and a start.
            .WithPortBinding(connection.Port, PostgreSqlBuilder.PostgreSqlPort)
            .WithCommand([.. Arguments()])
            .WithWaitStrategy(Container.WaitForNothing())
            .WithCreateParameterModifier(Container.OnLoopback)
            .Build();

    /// <summary>Stops it; clients are cut off.</summary>
    /// <param name="immediate">True: without a checkpoint, as in a crash; the next start recovers from the log.</param>
    public async Task StopAsync(bool immediate = false)
    {
        if (container is not null)
        {
            await container.EndAsync(immediate ? "QUIT" : "INT");
            return;
        }
        _ = OwnFolder;
        if (process is not null)
        {
            await process.EndAsync(immediate ? "QUIT" : "INT");
            await process.DisposeAsync();
            process = null;
        }
    }

    /// <summary>Creates an empty database and returns the connection string to it.</summary>
    /// <param name="name">What its name begins with; the rest makes it unique.</param>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        var unique = $"{name}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await ExecuteAsync($"CREATE DATABASE \"{unique}\"");
        created.Add(unique);
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = unique }.ConnectionString;
    }

    /// <summary>Copies its files to a folder for inspection; it must be stopped.</summary>
    public Task KeepAsync(string place) => Programs.RunAsync(["cp", "-a", OwnFolder, place], []);

    public async ValueTask DisposeAsync()
    {
        if (container is not null)
        {
            await container.DisposeAsync();
            return;
        }
        if (folder is null)
        {
            foreach (var database in created)
            {
                await ExecuteAsync($"DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)");
            }

            return;
        }

        await StopAsync(immediate: true);
        await folder.DisposeAsync();
    }

    private string OwnFolder =>
        folder?.Path ?? throw new InvalidOperationException($"The server named in {Variable} is not ours to stop.");

    private async Task<bool> TakesConnectionsAsync()
    {
        await ExecuteAsync("SELECT 1");
        return true;
    }

    private async Task ExecuteAsync(string sql)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(unpooled);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
