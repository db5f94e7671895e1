using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Parts;

/// <summary>
/// The product as it runs on a laptop: Local as a process, with a port and a data folder of its own. It starts when a test first
/// asks for its address, so that a run without such tests does not wait for it.
/// </summary>
public sealed class LocalMesh : IAsyncDisposable
{
    private readonly Lazy<Task> _started;
    private readonly Uri _address = new($"http://127.0.0.1:{FreePort.Next()}");
    private readonly MeshApi _api;
    private readonly string _data = Directory.CreateTempSubdirectory("mesh-").FullName;
    private readonly ServiceProcess _process;

    public LocalMesh()
    {
        _started = new Lazy<Task>(StartProcessAsync);
        _process = new ServiceProcess(
            ServiceProcess.Dll("deploy/Local"),
            new Dictionary<string, string>
            {
                ["AFTERSALES_DATA"] = _data,
                ["Gateway__RequestsPerSecond"] = "0",
                ["Gateway__ConcurrentRequests"] = "0",
                ["Sandbox__Url"] = Sandbox.ToString(),
            },
            "--urls",
            _address.ToString()
        );
        _api = new MeshApi(_address);
    }

    public Uri Address => Started(_address);

    /// <summary>Its payment provider.</summary>
    public Uri Sandbox { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public MeshApi Api => Started(_api);

    /// <summary>The folder with its databases.</summary>
    public string Data => Started(_data);

    /// <summary>The mail that customers would have got.</summary>
    public string MailFolder => Path.Combine(_data, "mail");

    public string Output => _process.Output;

    /// <summary>Starts it, or starts it again after it was killed or stopped.</summary>
    public Task StartAsync() => _started.IsValueCreated ? StartProcessAsync() : _started.Value;

    public Task KillAsync() => _process.KillAsync();

    public Task StopAsync() => _process.StopAsync();

    public Task<IReadOnlyList<long>> PaidAsync(string payment) => Parts.Apart.Sandbox.PaidAsync(_data, payment);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _api.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task StartProcessAsync()
    {
        _process.Start();
        await _process.WaitForReadyAsync(new Uri(_address, "health/ready"));
    }

    private T Started<T>(T it)
    {
        _started.Value.GetAwaiter().GetResult();
        return it;
    }
}
