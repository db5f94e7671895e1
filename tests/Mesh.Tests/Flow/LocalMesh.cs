using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Xunit;

[assembly: AssemblyFixture(typeof(AfterSalesMesh.Mesh.Tests.Flow.LocalMesh))]

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>The product as it runs on a laptop: Local as a process, with a port and a data folder of its own.</summary>
public sealed class LocalMesh : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("mesh-").FullName;
    private readonly ServiceProcess _process;

    public LocalMesh()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        _process = new ServiceProcess(
            ServiceProcess.Dll("deploy/Local"),
            new Dictionary<string, string>
            {
                ["AFTERSALES_DATA"] = _data,
                ["Gateway__RequestsPerSecond"] = "0",
                ["Sandbox__Url"] = Sandbox.ToString(),
            },
            "--urls",
            Address.ToString()
        );
        Api = new MeshApi(Address);
    }

    public Uri Address { get; }

    /// <summary>Its payment provider.</summary>
    public Uri Sandbox { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public MeshApi Api { get; }

    /// <summary>The folder with its databases.</summary>
    public string Data => _data;

    /// <summary>The mail that customers would have got.</summary>
    public string Outbox => Path.Combine(_data, "outbox");

    public string Output => _process.Output;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync()
    {
        _process.Start();
        await _process.WaitForReadyAsync(new Uri(Address, "health/ready"));
    }

    public Task KillAsync() => _process.KillAsync();

    public Task StopAsync() => _process.StopAsync();

    public Task<IReadOnlyList<long>> PaidAsync(string payment) => Parts.Apart.Sandbox.PaidAsync(_data, payment);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Api.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
