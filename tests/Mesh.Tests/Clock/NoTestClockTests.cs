using System.Net;
using AfterSalesMesh.Inspection;
using AfterSalesMesh.Mesh.Tests.Gateway;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Clock;

/// <summary>Where time cannot be moved.</summary>
public sealed class NoTestClockTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly string[] Services = ["returns", "warehouse", "inspection", "refund", "notification"];

    [Fact]
    public async Task A_gateway_of_its_own_has_no_test_clock_and_asks_no_service_for_one()
    {
        var asked = new List<string>();
        await using var stub = await StubService.StartAsync(context =>
        {
            asked.Add(context.Request.Path);
            return Task.CompletedTask;
        });
        await using var gateway = await TestGateway.StartAsync(
            Services.ToDictionary(x => x, _ => stub.Address),
            demoKeys: new Dictionary<string, Caller> { ["admin"] = new("a", "Ada Admin", ["shop"], [Roles.Admin]) }
        );

        (await gateway.Api.GetAsync(ClockMesh.Path, "admin")).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        (await gateway.Api.PostAsync(ClockMesh.Path, "admin", new { advance = "P1D" })).ShouldBeProblem(
            HttpStatusCode.NotFound,
            "not_found"
        );

        asked.ShouldNotContain(ClockMesh.Path);
    }

    [Fact]
    public async Task A_service_has_no_test_clock()
    {
        await using var service = await OneService.StartAsync(
            new InspectionService(),
            scope => scope.GetRequiredService<InspectionDb>(),
            []
        );
        using var admin = service.As(Roles.Admin, "shop");

        using var answer = await admin.GetAsync(ClockMesh.Path, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task With_a_real_payment_provider_the_clock_stands_still()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await using var process = Start(Directory.CreateTempSubdirectory("mesh-").FullName, address, stripe: true);
        await process.WaitForReadyAsync(new Uri(address, "health/ready"));
        using var api = new MeshApi(address);

        var answer = await api.PostAsync(ClockMesh.Path, "local-admin", new { advance = "P1D" });

        answer.ShouldBeProblem(HttpStatusCode.Conflict, "real_payment_provider");
        var clock = await api.GetAsync(ClockMesh.Path, "local-admin");
        ((string?)clock.ShouldBe(HttpStatusCode.OK).Json!["offset"]).ShouldBe("P0D");
    }

    [Theory]
    [InlineData("8.00:00:00", true, "was put ahead")]
    [InlineData("8 days", false, "is damaged")]
    [InlineData("-8.00:00:00", false, "is damaged")]
    public async Task An_invalid_stored_clock_offset_fails_the_start(string offset, bool stripe, string sentence)
    {
        var folder = Directory.CreateTempSubdirectory("mesh-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "clock"), offset, TestContext.Current.CancellationToken);
        await using var process = Start(folder, new Uri("http://127.0.0.1:0"), stripe);

        await Eventually.IsTrueAsync(() => process.Output.Contains(sentence, StringComparison.Ordinal), Bound);
        process.Output.ShouldNotContain("Exception");
    }

    private static ServiceProcess Start(string data, Uri address, bool stripe)
    {
        var process = new ServiceProcess(
            ServiceProcess.Dll("deploy/Local"),
            new Dictionary<string, string>
            {
                ["AFTERSALES_DATA"] = data,
                ["Sandbox__Url"] = "http://127.0.0.1:0",
                ["Refund__Provider__Kind"] = stripe ? "stripe" : "sandbox",
                ["Refund__Provider__Key"] = "sk_test_1",
            },
            "--urls",
            address.ToString()
        );
        process.Start();
        return process;
    }
}
