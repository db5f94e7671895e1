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
/// All of the mesh in one process, with SQLite and the in-memory transport: the real gateway in front, the services behind it on
/// a loopback port that only this process knows, and beside them the sandbox payment provider.
/// </summary>
internal static class LocalHost
{
    private const string DefaultUrl = "http://127.0.0.1:8080";
    private const string DefaultSandboxUrl = "http://127.0.0.1:8081";
    private const string AnyLoopbackPort = "http://127.0.0.1:0";

    // A web page must not reach Local through a host name of its own that resolves to this machine (DNS rebinding).
    private const string OwnNames = "localhost;127.0.0.1;[::1]";

    // Minor units; low enough that a demo refund waits for approval.
    private const string DemoLimit = "50000";
    private static readonly IMeshService[] Services =
    [
        new ReturnsService(),
        new WarehouseService(),
        new InspectionService(),
        new RefundService(),
        new NotificationService(),
    ];
    private const string DemoIssuer = "Demo Store Ltd\n1 Example Street\nExampletown\nVAT no. XX000000000";

    public static async Task<int> RunAsync(string[] args)
    {
        var front = WebApplication.CreateBuilder([MeshHost.ReadConfigurationOnce, .. args]);
        var urls = (front.Configuration["urls"] ?? DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries);
        var sandboxUrl = front.Configuration["Sandbox:Url"] ?? DefaultSandboxUrl;
        if (FlawOf(front.Configuration, [.. urls, sandboxUrl]) is { } flaw)
        {
            return await RefuseAsync(flaw);
        }
        var path = front.Configuration["AFTERSALES_DATA"];
        if (DataFolder.FlawOf(path) is { } why)
        {
            return await RefuseAsync($"{path} cannot be used as the data folder: {why}");
        }
        using var folder = DataFolder.Open(path);
        if (folder is null)
        {
            return await RefuseAsync(
                "Another AfterSalesMesh is using this data folder: stop it, or set AFTERSALES_DATA."
            );
        }
        if (folder.FindLostDatabase() is { } file)
        {
            return await RefuseAsync(
                $"{file} is empty, so it is no database: restore it from a backup, or delete it to begin with a new one."
            );
        }
        PrivateFiles.Protect(folder);
        var (privateKey, publicKey) = InternalKeys.Generate();
        await using var provider = await StartSandboxAsync(folder, sandboxUrl);
        await using var mesh = await StartMeshAsync(folder, publicKey, provider.Urls.First());
        provider.Configuration["Sandbox:Webhook"] = $"{mesh.Urls.First()}/v1/webhooks/sandbox";
        front.WebHost.UseUrls(urls);
        await using var gateway = await StartGatewayAsync(front, folder, privateKey, mesh.Urls.First());
        Announce(gateway.Urls, provider.Urls.First(), folder);

        // None is of use alone: when one stops, the others do.
        WebApplication[] apps = [gateway, mesh, provider];
        await Task.WhenAny(apps.Select(x => x.WaitForShutdownAsync()));
        foreach (var app in apps)
        {
            await app.StopAsync();
        }
        return 0;
    }

    private static string? FlawOf(ConfigurationManager configuration, string[] addresses) =>
        configuration.GetSection("Kestrel:Endpoints").Exists()
            ? "Kestrel:Endpoints is set: Local listens where --urls says, and nowhere else."
            : Loopback.FindFlaw(addresses) ?? Loopback.Taken(addresses);

    private static async Task<int> RefuseAsync(string flaw)
    {
        await Console.Error.WriteLineAsync(flaw);
        return 1;
    }

    private static async Task<WebApplication> StartSandboxAsync(DataFolder folder, string url)
    {
        var builder = CreateInnerBuilder(folder, url);
        builder.AddSandboxProvider();
        var app = builder.Build();
        app.MapSandboxProvider();
        await app.StartAsync();
        return app;
    }

    private static async Task<WebApplication> StartMeshAsync(DataFolder folder, string publicKey, string sandboxUrl)
    {
        var builder = CreateInnerBuilder(folder, AnyLoopbackPort);
        builder.Configuration["Identity:PublicKey"] = publicKey;
        builder.Configuration["Notification:MailFolder"] = folder.MailFolder;
        // Another provider that is configured is used instead of the sandbox.
        if (builder.Configuration["Refund:Provider:Kind"] is null or "sandbox")
        {
            builder.Configuration["Refund:Provider:Address"] ??= sandboxUrl;
        }
        builder.Configuration["Refund:ApproveAbove:EUR"] ??= DemoLimit;
        builder.Configuration["Refund:CreditNotes:Issuer"] ??= DemoIssuer;
        builder.AddMesh(Services);
        var app = builder.Build();
        app.UseMesh(Services);
        await app.StartAsync();
        return app;
    }

    private static async Task<WebApplication> StartGatewayAsync(
        WebApplicationBuilder builder,
        DataFolder folder,
        string privateKey,
        string meshUrl
    )
    {
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(
                Services.Select(x => KeyValuePair.Create($"Services:{x.Name}", (string?)meshUrl))
            )
            {
                ["AFTERSALES_DATA"] = folder.Path,
                ["Identity:PrivateKey"] = privateKey,
                // The services export this process's traces and metrics.
                ["Telemetry:LogsOnly"] = "true",
                ["AllowedHosts"] = OwnNames,
            }
        );
        builder.Services.Configure<HostFilteringOptions>(filter => filter.IncludeFailureMessage = false);
        builder.AddGateway(DemoKeys.All);
        var app = builder.Build();
        app.UseGateway();
        await app.StartAsync();
        return app;
    }

    private static WebApplicationBuilder CreateInnerBuilder(DataFolder folder, string url)
    {
        var builder = WebApplication.CreateBuilder([MeshHost.ReadConfigurationOnce]);
        builder.Configuration["AFTERSALES_DATA"] = folder.Path;
        builder.Configuration["AllowedHosts"] = OwnNames;
        builder.WebHost.UseUrls(url);
        return builder;
    }

    private static void Announce(IEnumerable<string> urls, string sandbox, DataFolder folder) =>
        Console.WriteLine(
            $"""

            AfterSalesMesh listens on {string.Join(", ", urls)}
              API keys            {string.Join(", ", DemoKeys.All.Keys)}
              API description     {urls.First()}/openapi/v1.json
              payment provider    {sandbox}, a sandbox; its settlement file is /v1/settlement.csv
              data                {folder.Path}
              mail to customers   {folder.MailFolder}
            Ctrl+C stops it.

            """
        );
}
