using AfterSalesMesh.Gateway;
using AfterSalesMesh.Inspection;
using AfterSalesMesh.Media;
using AfterSalesMesh.Mesh.Tests.Refund;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Returns;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.Warehouse;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.Mesh.Tests.SqlServer;

/// <summary>The gateway and all services in this process, with every database on SQL Server or on what stands in for it.</summary>
internal sealed class MeshOnSqlServer : IAsyncDisposable
{
    private static readonly Dictionary<string, Caller> Keys = (
        (string[])[Roles.Storefront, Roles.Agent, Roles.Warehouse, Roles.Inspector, Roles.Finance]
    ).ToDictionary(role => $"local-{role}", role => new Caller(role, role, ["demo"], [role]));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-sql-server-");
    private readonly List<WebApplication> _apps = [];

    public StubProvider Provider { get; } = new();

    public WarningLog Log { get; } = new();

    public MeshApi Api { get; private set; } = null!;

    /// <param name="connectionOf">The connection string of a service's database, by the service's name.</param>
    /// <param name="configure">Changes what a host registers.</param>
    public static async Task<MeshOnSqlServer> StartAsync(
        Func<string, string> connectionOf,
        Action<IServiceCollection>? configure = null
    )
    {
        var mesh = new MeshOnSqlServer();
        await mesh.Provider.StartAsync();
        var (privateKey, publicKey) = InternalKeys.Generate();
        IMeshService[] services =
        [
            new ReturnsService(),
            new WarehouseService(),
            new InspectionService(),
            new RefundService(),
            new NotificationService(),
            new MediaService(),
        ];
        Dictionary<string, string?> settings = services
            .Select(x => x.Name)
            .Append("gateway")
            .ToDictionary(x => $"ConnectionStrings:{x}", x => (string?)connectionOf(x));
        settings["Storage:Provider"] = "SqlServer";
        settings["AFTERSALES_DATA"] = mesh._folder.FullName;
        settings["Identity:PublicKey"] = publicKey;
        settings["Identity:PrivateKey"] = privateKey;
        settings["Refund:Provider:Address"] = mesh.Provider.Address;
        settings["Notification:MailFolder"] = Path.Combine(mesh._folder.FullName, "mail");
        settings["Gateway:RequestsPerSecond"] = "0";
        settings["Gateway:ConcurrentRequests"] = "0";

        var back = mesh.Builder(settings, configure);
        back.AddMesh(services);
        var behind = back.Build();
        mesh._apps.Add(behind);
        behind.UseMesh(services);
        await behind.StartAsync();

        foreach (var service in services)
        {
            settings[$"Services:{service.Name}"] = behind.Urls.First();
        }
        var front = mesh.Builder(settings, configure);
        front.AddGateway(Keys);
        var gateway = front.Build();
        mesh._apps.Add(gateway);
        gateway.UseGateway();
        await gateway.StartAsync();
        mesh.Api = new MeshApi(new Uri(gateway.Urls.First()));
        return mesh;
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        foreach (var app in Enumerable.Reverse(_apps))
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        await Provider.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private WebApplicationBuilder Builder(Dictionary<string, string?> settings, Action<IServiceCollection>? configure)
    {
        var builder = WebApplication.CreateBuilder([MeshHost.ReadConfigurationOnce]);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure?.Invoke(builder.Services);
        return builder;
    }
}
