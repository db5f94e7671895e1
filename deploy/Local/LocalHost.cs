using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Gateway;
using AfterSalesMesh.Inspection;
using AfterSalesMesh.Media;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Returns;
using AfterSalesMesh.SandboxProvider;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.Warehouse;
using Microsoft.AspNetCore.HostFiltering;

namespace AfterSalesMesh.Local;

/// <summary>
/// The whole mesh in one process, with SQLite and the in-memory transport: the real gateway in front, the services behind it on
/// a loopback port that only this process knows, and beside them the sandbox payment provider.
/// </summary>
internal static class LocalHost
{
    private const string DefaultUrl = "http://127.0.0.1:8080";
    private const string DefaultSandboxUrl = "http://127.0.0.1:8081";
    private const string AnyLoopbackPort = "http://127.0.0.1:0";

    // A web page must not reach Local through a host name that it points to this machine (DNS rebinding).
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
        new MediaService(),
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
                $"{file} is empty, so it is not a database: restore it from a backup, or delete it to start with a new one."
            );
        }
        if (folder.ReadClockOffset() is not { } offset)
        {
            return await RefuseAsync($"{folder.ClockFile} is damaged: restore it from a backup of the data folder.");
        }
        if (offset > TimeSpan.Zero && HasRealProvider(front.Configuration))
        {
            return await RefuseAsync(
                "The clock of this data folder was put ahead, and a payment provider other than the sandbox cannot follow it: "
                    + "use another data folder with that provider."
            );
        }
        PrivateFiles.Protect(folder);
        front.WebHost.UseUrls(urls);
        await RunAsync(front, folder, new OffsetClock(offset), sandboxUrl);
        return 0;
    }

    private static async Task RunAsync(
        WebApplicationBuilder front,
        DataFolder folder,
        OffsetClock clock,
        string sandboxUrl
    )
    {
        var (privateKey, publicKey) = InternalKeys.Generate();
        await using var provider = await StartSandboxAsync(folder, clock, sandboxUrl);
        await using var services = await LocalServices.StartAsync(
            url => BuildServices(folder, clock, url, publicKey, provider.Urls.First()),
            AnyLoopbackPort
        );
        provider.Configuration["Sandbox:Webhook"] = $"{services.Url}/v1/webhooks/sandbox";
        front.Services.AddSingleton<TimeProvider>(clock);
        var gate = new RequestGate();
        using var testClock = new TestClock(clock, folder, gate, services, HasRealProvider(front.Configuration));
        await using var gateway = BuildGateway(front, folder, privateKey, services.Url, gate);
        testClock.Map(gateway.MapApi());
        await gateway.StartAsync();
        Announce(gateway.Urls, provider.Urls.First(), folder, clock);

        // They are useful only together: when one stops, the others stop, too.
        await Task.WhenAny(gateway.WaitForShutdownAsync(), services.Ended, provider.WaitForShutdownAsync());
        await gateway.StopAsync();
        await services.StopAsync();
        await provider.StopAsync();
    }

    private static bool HasRealProvider(ConfigurationManager configuration) =>
        configuration["Refund:Provider:Kind"] is not (null or "sandbox");

    private static string? FlawOf(ConfigurationManager configuration, string[] addresses) =>
        configuration.GetSection("Kestrel:Endpoints").Exists()
            ? "Kestrel:Endpoints must not be set: Local listens only on the address that --urls names."
            : Loopback.FindFlaw(addresses) ?? Loopback.Taken(addresses);

    private static async Task<int> RefuseAsync(string flaw)
    {
        await Console.Error.WriteLineAsync(flaw);
        return 1;
    }

    private static async Task<WebApplication> StartSandboxAsync(DataFolder folder, OffsetClock clock, string url)
    {
        var builder = CreateInnerBuilder(folder, clock, url);
        builder.AddSandboxProvider();
        var app = builder.Build();
        app.MapSandboxProvider();
        await app.StartAsync();
        return app;
    }

    private static WebApplication BuildServices(
        DataFolder folder,
        OffsetClock clock,
        string url,
        string publicKey,
        string sandboxUrl
    )
    {
        var builder = CreateInnerBuilder(folder, clock, url);
        builder.Services.Configure<DurableMessagingOptions>(options => options.ClockOffset = clock.Offset);
        builder.Configuration["Identity:PublicKey"] = publicKey;
        builder.Configuration["Notification:MailFolder"] = folder.MailFolder;
        // Another provider that is configured is used instead of the sandbox.
        if (!HasRealProvider(builder.Configuration))
        {
            builder.Configuration["Refund:Provider:Address"] ??= sandboxUrl;
        }
        builder.Configuration["Refund:ApproveAbove:EUR"] ??= DemoLimit;
        builder.Configuration["Refund:CreditNotes:Issuer"] ??= DemoIssuer;
        builder.AddMesh(Services);
        var app = builder.Build();
        app.UseMesh(Services);
        return app;
    }

    private static WebApplication BuildGateway(
        WebApplicationBuilder builder,
        DataFolder folder,
        string privateKey,
        string servicesUrl,
        RequestGate gate
    )
    {
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(
                Services.Select(x => KeyValuePair.Create($"Services:{x.Name}", (string?)servicesUrl))
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
        app.Use(gate.Before(TestClock.Path));
        app.UseGateway();
        return app;
    }

    private static WebApplicationBuilder CreateInnerBuilder(DataFolder folder, OffsetClock clock, string url)
    {
        var builder = WebApplication.CreateBuilder([MeshHost.ReadConfigurationOnce]);
        builder.Services.AddSingleton<TimeProvider>(clock);
        // Logs that the application starts and shuts down. Only the gateway should log that, as the test clock restarts the services.
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Configuration["AFTERSALES_DATA"] = folder.Path;
        builder.Configuration["AllowedHosts"] = OwnNames;
        builder.WebHost.UseUrls(url);
        return builder;
    }

    private static void Announce(IEnumerable<string> urls, string sandbox, DataFolder folder, OffsetClock clock) =>
        Console.WriteLine(
            $"""

            AfterSalesMesh listens on {string.Join(", ", urls)}
              API keys            {string.Join(", ", DemoKeys.All.Keys)}
              API description     {urls.First()}/openapi/v1.json
              payment provider    {sandbox}, a sandbox; its settlement file is /v1/settlement.csv
              data                {folder.Path}
              mail to customers   {folder.MailFolder}
              time                {Time(clock)}
            Ctrl+C stops it.

            """
        );

    private static string Time(OffsetClock clock) =>
        clock.Offset == TimeSpan.Zero
            ? "the system's; POST /v1/test/clock puts it ahead"
            : $"{clock.GetUtcNow():u}, {IsoDuration.Format(clock.Offset)} ahead of the system's";
}
