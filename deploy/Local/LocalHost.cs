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
/// All of the mesh in one process, with SQLite and the in-memory transport: the real gateway in front, the services behind it on a
/// loopback port that only this process knows, and beside them a sandbox payment provider, where customers pay by links.
/// </summary>
internal static class LocalHost
{
    private const string DefaultUrl = "http://127.0.0.1:8080";
    private const string DefaultSandboxUrl = "http://127.0.0.1:8081";
    private const string AnyLoopbackPort = "http://127.0.0.1:0";

    // A web page must not reach it through a host name that it makes point here (DNS rebinding).
    private const string OwnNames = "localhost;127.0.0.1;[::1]";

    /// <summary>Minor units; low enough that a demo refund waits for approval.</summary>
    private const string DemoLimit = "50000";
    private const string DemoIssuer = "Demo Store Ltd\n1 Example Street\nExampletown\nVAT no. XX000000000";

    public static async Task<int> RunAsync(string[] args)
    {
        var front = WebApplication.CreateBuilder([MeshHost.ReadConfigurationOnce, .. args]);
        var urls = (front.Configuration["urls"] ?? DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries);
        if (front.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            await Console.Error.WriteLineAsync(
                "Kestrel:Endpoints is set: Local listens where --urls says, and nowhere else."
            );
            return 1;
        }
        var sandboxUrl = front.Configuration["Sandbox:Url"] ?? DefaultSandboxUrl;
        string[] addresses = [.. urls, sandboxUrl];
        if ((Loopback.Flaw(addresses) ?? Loopback.Taken(addresses)) is { } flaw)
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
        PrivateFiles.Protect(folder);
        var (privateKey, publicKey) = InternalKeys.Generate();

        var sandbox = Behind(folder, sandboxUrl, []);
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
            AnyLoopbackPort,
            new() { ["Identity:PublicKey"] = publicKey, ["Notification:MailFolder"] = folder.MailFolder }
        );
        UseSandbox(back.Configuration, provider.Urls.First());
        back.Configuration["Refund:ApproveAbove:EUR"] ??= DemoLimit;
        back.Configuration["Refund:CreditNotes:Issuer"] ??= DemoIssuer;
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
                ["AllowedHosts"] = OwnNames,
            }
        );
        front.Services.Configure<HostFilteringOptions>(filter => filter.IncludeFailureMessage = false);
        front.WebHost.UseUrls(urls);
        front.AddGateway(DemoKeys.All);
        await using var gateway = front.Build();
        gateway.UseGateway();
        await gateway.StartAsync();
        Announce(gateway.Urls, provider.Urls.First(), folder);

        // Whichever stops first stops the others: none is of use alone.
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

    private static WebApplicationBuilder Behind(DataFolder folder, string url, Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder([MeshHost.ReadConfigurationOnce]);
        settings["AFTERSALES_DATA"] = folder.Path;
        settings["AllowedHosts"] = OwnNames;
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls(url);
        return builder;
    }

    /// <summary>The sandbox pays unless another provider is configured: what is configured counts.</summary>
    private static void UseSandbox(ConfigurationManager configuration, string address)
    {
        if (configuration["Refund:Provider:Kind"] is null or "sandbox")
        {
            configuration["Refund:Provider:Address"] ??= address;
        }
    }
}
