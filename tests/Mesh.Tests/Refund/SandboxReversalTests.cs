using System.Net;
using System.Net.Http.Json;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class SandboxReversalTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reversal_that_was_due_before_the_merchant_listened_is_sent_afterwards()
    {
        var folder = Directory.CreateTempSubdirectory("sandbox-").FullName;
        await using (var sandbox = await StartAsync(folder, webhook: ""))
        {
            await ReverseAsync(sandbox.Address);
            await Eventually.IsTrueAsync(
                async () => (await Sandbox.RefundsAsync(folder)) is [{ IsBack: true }],
                TimeSpan.FromSeconds(30)
            );
            (await Sandbox.ReversalsUnderWayAsync(folder)).ShouldBe(1);
        }
        await using var merchant = new Merchant();
        await merchant.StartAsync();

        await using var again = await StartAsync(folder, $"{merchant.Address}/hook");

        await Eventually.IsTrueAsync(
            async () => await Sandbox.ReversalsUnderWayAsync(folder) == 0,
            TimeSpan.FromSeconds(30)
        );
        merchant.Calls.ShouldBe(1);
    }

    private static async Task<Started> StartAsync(string folder, string webhook)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var process = new ServiceProcess(
            ServiceProcess.Dll("deploy/SandboxProvider"),
            new Dictionary<string, string> { ["AFTERSALES_DATA"] = folder, ["Sandbox__Webhook"] = webhook },
            "--urls",
            address.ToString()
        );
        process.Start();
        await process.WaitForReadyAsync(new Uri(address, "/health/live"));
        return new Started(process, address);
    }

    private static async Task ReverseAsync(Uri sandbox)
    {
        using var http = new HttpClient { BaseAddress = sandbox };
        http.DefaultRequestHeaders.Add("Idempotency-Key", "key-1");
        var refund = new
        {
            reference = "part-1",
            payment = "pay-1",
            amount = 100,
            currency = "EUR",
        };
        using var made = await http.PostAsJsonAsync("/v1/refunds", refund, Cancelled);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var planned = await http.PostAsync("/v1/refunds/part-1/reversal", null, Cancelled);
        planned.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    private sealed record Started(ServiceProcess Process, Uri Address) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }

    private sealed class Merchant : StubServer
    {
        public Merchant() =>
            App.MapPost(
                "/hook",
                () =>
                {
                    Calls++;
                    return Results.Ok();
                }
            );

        public int Calls { get; private set; }
    }
}
