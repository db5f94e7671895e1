using System.Diagnostics;
using AfterSalesMesh.Bench.Counting;
using AfterSalesMesh.Bench.Flow;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Bench.Mesh;

/// <summary>The same read through the gateway and at the service itself, in turns.</summary>
/// <param name="ThroughMs">Milliseconds of a call through the gateway, the median.</param>
/// <param name="DirectMs">… and of one made to the service, with a token as the gateway makes it.</param>
/// <param name="ThroughCpuMs">CPU of gateway and service for a call.</param>
/// <param name="DirectCpuMs">… and of the service alone.</param>
internal sealed record GatewayCost(double ThroughMs, double DirectMs, double ThroughCpuMs, double DirectCpuMs)
{
    private const int Calls = 400;
    private const int Turns = 5;

    public static async Task<GatewayCost> MeasureAsync(BenchMesh mesh, Processes processes, string order)
    {
        using var token = new InternalToken(mesh.Apart.PrivateKey, TimeProvider.System);
        var caller = new Caller("bench", "Bench", ["demo"], [Roles.Storefront]);
        var service = mesh.Apart.FirstReplicas[0].Address;
        List<(double Ms, double Cpu)> through = [];
        List<(double Ms, double Cpu)> direct = [];
        for (var turn = 0; turn <= Turns; turn++)
        {
            Dictionary<string, string> said = new() { ["local-storefront"] = token.For(caller, "returns") };
            using var inside = new ApiClient(service, said);
            var one = await TakeAsync(mesh.Api, order, processes);
            var other = await TakeAsync(inside, order, processes);
            if (turn > 0)
            {
                through.Add(one);
                direct.Add(other);
            }
        }
        return new GatewayCost(
            Pair.Median(through.Select(x => x.Ms)),
            Pair.Median(direct.Select(x => x.Ms)),
            Pair.Median(through.Select(x => x.Cpu)),
            Pair.Median(direct.Select(x => x.Cpu))
        );
    }

    private static async Task<(double Ms, double Cpu)> TakeAsync(ApiClient api, string path, Processes processes)
    {
        List<double> times = [];
        var before = Cpu(processes);
        for (var i = 0; i < Calls; i++)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await api.SendAsync(HttpMethod.Get, path, "storefront");
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return (Pair.Median(times), 1000 * (Cpu(processes) - before) / Calls);
    }

    private static double Cpu(Processes processes)
    {
        var all = processes.CpuSeconds();
        return all["Gateway"] + all["Returns"];
    }
}
