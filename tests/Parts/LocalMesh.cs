using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Parts;

/// <summary>
/// The product as it runs on a laptop: Local as a process, with a port and a data folder of its own. It starts when a test first
/// needs it, so that a run without such tests does not wait for it.
/// </summary>
public sealed class LocalMesh : IAsyncDisposable
{
    private readonly Lazy<Task> _started;
    private readonly Uri _address = new($"http://127.0.0.1:{FreePort.Next()}");
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
        Api = new MeshApi(_address, ready: () => _started.Value);
    }

    /// <summary>Its payment provider.</summary>
    public Uri Sandbox { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    /// <summary>Its API; the first call waits until the process is ready.</summary>
    public MeshApi Api { get; }

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
        Api.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Its address, once it is ready.</summary>
    public async Task<Uri> AddressAsync()
    {
        await _started.Value;
        return _address;
    }

    /// <summary>The folder with its databases, once it is ready.</summary>
    public async Task<string> DataAsync()
    {
        await _started.Value;
        return _data;
    }

    private async Task StartProcessAsync()
    {
        _process.Start();
        await _process.WaitForReadyAsync(new Uri(_address, "health/ready"));
    }
}
