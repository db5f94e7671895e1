using System.Diagnostics;
using AfterSalesMesh.Parts;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class ConfigurationTests
{
    [Fact]
    public async Task A_service_reports_all_configuration_errors_at_once() =>
        await ShouldSayAsync(
            ServiceProcess.Dll("services/Notification"),
            new()
            {
                ["Messaging__RabbitMq"] = "localhost:5672",
                ["Messaging__QuorumQueues"] = "maybe",
                ["Storage__Provider"] = "Postgres",
                ["ConnectionStrings__notification"] = "Host=localhost;Pasword=secret-4711",
                ["Identity__PublicKey"] = "no key",
                ["Shutdown__DrainSeconds"] = "soon",
                ["Notification__Smtp__Tls"] = "Perhaps",
                ["Telemetry__Otlp"] = "collector",
            },
            "Messaging:RabbitMq is not a broker's address",
            "Messaging:QuorumQueues is 'maybe'",
            "ConnectionStrings:notification is not a connection string",
            "Identity:PublicKey",
            "Shutdown:DrainSeconds is 'soon'",
            "Notification:Smtp:Tls",
            "Telemetry:Otlp"
        );

    [Fact]
    public async Task The_gateway_reports_all_configuration_errors_at_once() =>
        await ShouldSayAsync(
            ServiceProcess.Dll("gateway", "Gateway"),
            new()
            {
                ["Storage__Provider"] = "Postgres",
                ["Services__returns"] = "ftp://returns",
                ["Gateway__RequestsPerSecond"] = "many",
                ["Identity__PrivateKey"] = "no key",
            },
            "ConnectionStrings:gateway is missing",
            "Services:returns has 'ftp://returns'",
            "Services:warehouse is missing",
            "Gateway:RequestsPerSecond is 'many'",
            "Identity:PrivateKey"
        );

    private static async Task ShouldSayAsync(string dll, Dictionary<string, string> settings, params string[] sentences)
    {
        var start = new ProcessStartInfo("dotnet", [dll, "--urls", $"http://127.0.0.1:{FreePort.Next()}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(1, await output);
        foreach (var sentence in sentences)
        {
            said.ShouldContain(sentence);
        }
        said.ShouldNotContain("   at ");
        said.ShouldNotContain("secret-4711");
    }
}
