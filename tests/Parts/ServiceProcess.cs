using System.Globalization;

namespace AfterSalesMesh.Parts;

/// <summary>
/// A built .NET program as a process of its own, which dies with the test host. It can be started again after it was
/// killed or stopped; its output goes on in the same log file.
/// </summary>
/// <param name="dll">The program; <see cref="Dll"/> finds one of this repository.</param>
/// <param name="environment">Variables it gets besides ours.</param>
/// <param name="arguments">Its command line.</param>
public sealed class ServiceProcess(
    string dll,
    IReadOnlyDictionary<string, string> environment,
    params string[] arguments
) : IAsyncDisposable
{
    private static readonly TimeSpan ReadyBound = TimeSpan.FromMinutes(3);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private static readonly Dictionary<string, string> Nothing = [];
    private static int count;

    private GuardedProcess? process;

    /// <summary>Its output.</summary>
    public string LogFile { get; } = NewLogFile(dll);

    /// <summary>The end of its output.</summary>
    public string Output => GuardedProcess.Tail(LogFile);

    /// <summary>The folder of this repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The built program of a project folder of this repository, of the configuration the tests run in.</summary>
    /// <param name="project">For example deploy/Local.</param>
    /// <param name="named">The project's name where its folder has another.</param>
    /// <param name="root">The folder of another working tree of the repository.</param>
    public static string Dll(string project, string? named = null, string? root = null)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var name = $"AfterSalesMesh.{named ?? Path.GetFileName(project)}.dll";
        var path = Path.Combine(root ?? Root, project, "bin", output.Parent!.Name, output.Name, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"Build the solution first: no {path}.");
    }

    /// <summary>False once it has ended by itself.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>Its exit code if it has ended by itself; null while it runs.</summary>
    public int? ExitCode => process?.ExitCode;

    /// <summary>The most memory that it has had resident since it started, in bytes.</summary>
    public long PeakMemory() => Running.PeakMemory();

    /// <param name="more">Variables for this run only.</param>
    public void Start(IReadOnlyDictionary<string, string>? more = null)
    {
        if (process is not null)
        {
            throw new InvalidOperationException($"{dll} runs already.");
        }

        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        process = new GuardedProcess([host, dll, .. arguments], [.. environment, .. more ?? Nothing], LogFile);
    }

    /// <summary>Waits until the address answers 2xx; fails with the program's output when it ends before that.</summary>
    public Task WaitForReadyAsync(Uri address) =>
        Running.UntilAsync(
            async () =>
            {
                using var response = await Http.GetAsync(address);
                return response.IsSuccessStatusCode;
            },
            ReadyBound
        );

    /// <summary>Kills it at once, as kill -9 does.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>Asks it to stop (SIGTERM) and waits until it has.</summary>
    public Task StopAsync() => EndAsync("TERM");

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
            process = null;
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AfterSalesMesh.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No AfterSalesMesh.sln above the tests.");
        }
        return folder.FullName;
    }

    private GuardedProcess Running => process ?? throw new InvalidOperationException($"{dll} has not been started.");

    private async Task EndAsync(string signal)
    {
        await Running.EndAsync(signal);
        await DisposeAsync();
    }

    private static string NewLogFile(string dll)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "logs"));
        var number = Interlocked.Increment(ref count).ToString("000", CultureInfo.InvariantCulture);
        var file = Path.Combine(folder.FullName, $"{number}-{Path.GetFileNameWithoutExtension(dll)}.log");
        File.Delete(file);
        return file;
    }
}
