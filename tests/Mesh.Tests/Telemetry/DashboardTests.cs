using System.Net.Sockets;
using AfterSalesMesh.Mesh.Tests.Flow;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Telemetry;

[Collection(nameof(Heavy))]
public sealed class DashboardTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_return_in_Local_is_found_in_the_dashboard_that_mesh_run_starts_beside_it()
    {
        var folder = Directory.CreateTempSubdirectory("observed-");
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var sandbox = $"http://127.0.0.1:{FreePort.Next()}";
        var log = Path.Combine(folder.FullName, "output.log");
        Dictionary<string, string> settings = new()
        {
            ["AFTERSALES_DATA"] = folder.FullName,
            ["Sandbox__Url"] = sandbox,
        };
        string[] command = [Path.Combine(ServiceProcess.Root, "mesh"), "run", "--observe", "--urls", $"{address}"];
        Uri dashboard;
        await using (var mesh = new GuardedProcess(command, settings, log, lastSignal: "TERM"))
        {
            using var http = new HttpClient();
            await mesh.UntilAsync(
                async () => (await http.GetAsync(new Uri(address, "health/ready"))).IsSuccessStatusCode,
                Bound
            );
            dashboard = new Uri(mesh.Output.Split("are shown on ")[1].Split('\n')[0]);
            using var api = new MeshApi(address);
            var journey = new Journey(api, "D-1");
            await journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("a", 1, 1000)));
            var rma = (string)(await journey.CompleteAsync(("a", 1)))["rmaNumber"]!;

            foreach (var signal in (string[])["spans", "logs"])
            {
                var found = "";
                await Eventually.IsTrueAsync(
                    async () =>
                    {
                        found = await http.GetStringAsync(new Uri(dashboard, $"api/telemetry/{signal}?limit=1000"));
                        return found.Contains(journey.ReturnId) && found.Contains(rma);
                    },
                    Bound,
                    () => found[..Math.Min(found.Length, 4000)]
                );
                found.ShouldContain("aftersales.return_id");
                found.ShouldContain("aftersales.rma");
            }
            await mesh.EndAsync("TERM");
        }

        using var socket = new TcpClient();
        Should.Throw<SocketException>(() => socket.Connect(dashboard.Host, dashboard.Port));
        folder.Delete(recursive: true);
    }
}
