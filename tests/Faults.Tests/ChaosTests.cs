using System.Diagnostics;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Faults.Tests;

public sealed class ChaosTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Faults_lose_nothing_and_repeat_nothing()
    {
        var (code, output) = await RunAsync("--seed", "7", "--minutes", "1.2");

        code.ShouldBe(0, output);
        var verdict = JsonNode.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
        ((int)verdict["faults"]!).ShouldBeGreaterThan(0, output);
        ((int)verdict["accepted"]!).ShouldBeGreaterThan(0, output);
        ((int)verdict["ended"]! + (int)verdict["parked"]!).ShouldBe((int)verdict["accepted"]!, output);
        foreach (
            var wrong in new[]
            {
                "lost",
                "doubleRefunds",
                "overRefunds",
                "capErrors",
                "ledgerErrors",
                "untold",
                "leftovers",
                "settlementErrors",
            }
        )
        {
            ((int)verdict[wrong]!).ShouldBe(0, output);
        }
        output.ShouldMatch(@"a settlement of \d+ rows with [1-9]\d* errors");
        ((int)verdict["inErrorQueues"]!).ShouldBe((int)verdict["poisonInjected"]!, output);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] options)
    {
        await RabbitMqServer.RequireOwnAsync();
        await PostgresServer.RequireOwnAsync();
        var start = new ProcessStartInfo("dotnet", [ServiceProcess.Dll("tests/Chaos"), .. options])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, output);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
