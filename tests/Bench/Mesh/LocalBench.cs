using AfterSalesMesh.Bench.Flow;
using AfterSalesMesh.Parts;

namespace AfterSalesMesh.Bench.Mesh;

/// <summary>Local as on a laptop: one process, SQLite, the transport in memory, its own sandbox provider.</summary>
internal static class LocalBench
{
    private static readonly Dictionary<string, string> Keys = new[] { "storefront", "warehouse", "inspector" }
        .Select(role => $"local-{role}")
        .ToDictionary(key => key);

    public static async Task<Run> RunAsync(int warmUp, int count, int concurrency)
    {
        var data = Directory.CreateTempSubdirectory("bench-local-");
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        Dictionary<string, string> settings = new()
        {
            ["AFTERSALES_DATA"] = data.FullName,
            ["Gateway__RequestsPerSecond"] = "0",
            ["Gateway__ConcurrentRequests"] = "0",
            ["Sandbox__Url"] = "http://127.0.0.1:0",
        };
        await using (
            var local = new ServiceProcess(ServiceProcess.Dll("deploy/Local"), settings, "--urls", address.ToString())
        )
        {
            local.Start();
            await local.WaitForReadyAsync(new Uri(address, "health/ready"));
            using var api = new ApiClient(address, Keys);
            await using var pollers = ReturnPollers.InFiles(data.FullName);
            var flow = new ReturnFlow(api, pollers);
            await flow.PrepareAsync(warmUp + count);
            await Load.ClosedAsync(warmUp, concurrency, flow.RunAsync);
            var run = await Load.ClosedAsync(count, concurrency, flow.RunAsync);
            await local.StopAsync();
            data.Delete(recursive: true);
            return run;
        }
    }
}
