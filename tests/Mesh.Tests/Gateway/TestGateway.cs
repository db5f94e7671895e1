using AfterSalesMesh.Gateway;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.Mesh.Tests.Gateway;

/// <summary>A gateway in this process, with a database of its own, in front of the services that a test names.</summary>
public sealed class TestGateway : IAsyncDisposable
{
    private static readonly string[] ServiceNames =
    [
        "returns",
        "warehouse",
        "inspection",
        "refund",
        "notification",
        "media",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");
    private readonly WebApplication _app;

    private TestGateway(
        string? privateKey,
        IReadOnlyDictionary<string, string> services,
        IReadOnlyDictionary<string, Caller>? demoKeys,
        IReadOnlyDictionary<string, string?>? settings,
        TimeProvider? time,
        Action<IServiceCollection>? configure
    )
    {
        var builder = WebApplication.CreateBuilder();
        var nobody = $"http://127.0.0.1:{FreePort.Next()}";
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(
                ServiceNames.Select(x =>
                    KeyValuePair.Create($"Services:{x}", (string?)services.GetValueOrDefault(x, nobody))
                )
            )
            {
                ["AFTERSALES_DATA"] = _folder.FullName,
                ["Identity:PrivateKey"] = privateKey ?? InternalKeys.Generate().Private,
            }
        );
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.AddGateway(demoKeys);
        configure?.Invoke(builder.Services);
        _app = builder.Build();
        _app.UseGateway();
    }

    /// <summary>What it has logged as a warning or worse.</summary>
    public WarningLog Log { get; } = new();

    public MeshApi Api { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    /// <summary>The folder with its database.</summary>
    public string Data => _folder.FullName;

    /// <param name="services">Addresses by the service's name; behind the names left out nobody answers.</param>
    /// <param name="privateKey">What it signs internal tokens with; left out: a key that no service knows.</param>
    /// <param name="demoKeys">Keys in its memory.</param>
    /// <param name="settings">Further configuration.</param>
    /// <param name="time">The gateway's clock.</param>
    /// <param name="configure">Changes what the host registers.</param>
    public static async Task<TestGateway> StartAsync(
        IReadOnlyDictionary<string, string>? services = null,
        string? privateKey = null,
        IReadOnlyDictionary<string, Caller>? demoKeys = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        TimeProvider? time = null,
        Action<IServiceCollection>? configure = null
    )
    {
        var gateway = new TestGateway(
            privateKey,
            services ?? new Dictionary<string, string>(),
            demoKeys,
            settings,
            time,
            configure
        );
        await gateway._app.StartAsync();
        gateway.Address = new Uri(gateway._app.Urls.First());
        gateway.Api = new MeshApi(gateway.Address);
        await Eventually.IsTrueAsync(
            async () => (await gateway.Api.GetAsync("/health/ready")).Status == System.Net.HttpStatusCode.OK,
            TimeSpan.FromSeconds(30)
        );
        return gateway;
    }

    /// <summary>Runs a command of its operator's and gives what it printed.</summary>
    public Task<string> CommandAsync(params string[] words) => GatewayCommand.RunAsync(Data, words);

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
