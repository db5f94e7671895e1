using AfterSalesMesh.Gateway;
using AfterSalesMesh.Inspection;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Returns;
using AfterSalesMesh.SandboxProvider;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.Warehouse;
using Microsoft.AspNetCore.HostFiltering;

namespace AfterSalesMesh.Local;

/// <summary>
/// All of the mesh in one process, with SQLite and the in-memory transport: the real gateway in front, the services and a
/// sandbox payment provider behind it on loopback ports that only this process knows.
/// </summary>
internal static class LocalHost
{
    private const string DefaultUrl = "http://127.0.0.1:8080";
    private const string AnyLoopbackPort = "http://127.0.0.1:0";

    public static async Task<int> RunAsync(string[] args)
    {
        var front = WebApplication.CreateBuilder([MeshHost.WithoutWatching, .. args]);
        var urls = (front.Configuration["urls"] ?? DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries);
        if (front.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            await Console.Error.WriteLineAsync(
                "Kestrel:Endpoints is set: Local listens where --urls says, and nowhere else."
            );
            return 1;
        }
        if (Loopback.Flaw(urls) is { } flaw)
        {
            await Console.Error.WriteLineAsync(flaw);
            return 1;
        }
        using var folder = DataFolder.Open(front.Configuration["AFTERSALES_DATA"]);
        if (folder is null)
        {
            await Console.Error.WriteLineAsync(
                "Another AfterSalesMesh is using this data folder: stop it, or set AFTERSALES_DATA."
            );
            return 1;
        }
        var (privateKey, publicKey) = InternalKeys.Generate();

        var sandbox = Behind(folder, []);
        sandbox.AddSandboxProvider();
        await using var provider = sandbox.Build();
        provider.MapSandboxProvider();
        await provider.StartAsync();

        IMeshService[] services =
        [
            new ReturnsService(),
            new WarehouseService(),
            new InspectionService(),
            new RefundService(),
            new NotificationService(),
        ];
        var back = Behind(
            folder,
            new()
            {
                ["Identity:PublicKey"] = publicKey,
                ["Refund:Provider:Address"] = provider.Urls.First(),
                ["Notification:Outbox"] = folder.Outbox,
            }
        );
        back.AddMesh(services);
        await using var mesh = back.Build();
        mesh.UseMesh(services);
        await mesh.StartAsync();
        provider.Configuration["Sandbox:Webhook"] = $"{mesh.Urls.First()}/v1/webhooks/sandbox";

        front.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(
                services.Select(x => KeyValuePair.Create($"Services:{x.Name}", (string?)mesh.Urls.First()))
            )
            {
                ["AFTERSALES_DATA"] = folder.Path,
                ["Identity:PrivateKey"] = privateKey,
                // The mesh below exports this process's traces and metrics.
                ["Telemetry:LogsOnly"] = "true",
                // A page elsewhere must not reach this by a name that it makes point here.
                ["AllowedHosts"] = "localhost;127.0.0.1;[::1]",
            }
        );
        front.Services.Configure<HostFilteringOptions>(filter => filter.IncludeFailureMessage = false);
        front.WebHost.UseUrls(urls);
        front.AddGateway();
        await using var gateway = front.Build();
        await gateway.MigrateGatewayAsync();
        await DemoKeys.EnsureAsync(gateway);
        gateway.UseGateway();
        await gateway.StartAsync();
        DemoKeys.Announce(gateway.Urls, folder);

        // Whichever stops first takes the others along: a door to nothing helps nobody.
        await Task.WhenAny(
            gateway.WaitForShutdownAsync(),
            mesh.WaitForShutdownAsync(),
            provider.WaitForShutdownAsync()
        );
        await gateway.StopAsync();
        await mesh.StopAsync();
        await provider.StopAsync();
        return 0;
    }

    private static WebApplicationBuilder Behind(DataFolder folder, Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder([MeshHost.WithoutWatching]);
        settings["AFTERSALES_DATA"] = folder.Path;
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls(AnyLoopbackPort);
        return builder;
    }
}
