using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AfterSalesMesh.Parts;

/// <summary>
/// A program that outlives neither us nor our will: a small shell beside it holds the other end of a pipe of ours,
/// passes on the signals we write, and when the pipe closes, because we are done or dead, ends the program with all it
/// started.
/// </summary>
public sealed class GuardedProcess : IAsyncDisposable
{
    private const string Guard = """
        log=$1 last=$2; shift 2
        exec 3<&0 >>"$log" 2>&1
        setsid "$@" </dev/null 3<&- &
        child=$!
        kill_all() { kill -s KILL -- "-$child" 2>/dev/null; }
        tell() {
          if [ "$1" = KILL ]; then kill_all || kill -s KILL "$child"; else kill -s "$1" "$child"; fi
        }
        { while read -r signal; do tell "$signal"; done; for i in 1 2 3 4 5; do tell "$last"; sleep 1; done; kill_all; } <&3 &
        host=$!
        wait "$child"
        code=$?
        kill_all
        kill "$host" 2>/dev/null
        exit $code
        """;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly string log;

    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables it gets besides ours.</param>
    /// <param name="log">The file to which its output is appended.</param>
    /// <param name="lastSignal">What ends it when we are gone.</param>
    public GuardedProcess(
        IEnumerable<string> command,
        IEnumerable<KeyValuePair<string, string>> environment,
        string log,
        string lastSignal = "KILL"
    )
    {
        this.log = log;
        var start = new ProcessStartInfo("setsid", ["sh", "-c", Guard, "guard", log, lastSignal, .. command])
        {
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(log)!,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        process.StandardInput.AutoFlush = true;
    }

    /// <summary>Waits until it is ready; fails at once when it ends before that.</summary>
    public async Task UntilAsync(Func<Task<bool>> ready, TimeSpan bound)
    {
        await Eventually.IsTrueAsync(
            async () => process.HasExited || await ready(),
            bound,
            () => $"Its output:\n{Output}"
        );
        if (process.HasExited)
        {
            throw new InvalidOperationException($"It ended before it was ready. Its output:\n{Output}");
        }
    }

    /// <summary>Sends a signal and waits for the end.</summary>
    public async Task EndAsync(string signal)
    {
        try
        {
            await process.StandardInput.WriteAsync($"{signal}\n");
        }
        catch (IOException)
        {
            // It has ended already.
        }

        await WaitForEndAsync($"SIG{signal}");
    }

    /// <summary>Ends the program, if it still runs, as the death of this process would.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It had ended before the signal.
        }
        await WaitForEndAsync("the end of its guard's pipe");
        process.Dispose();
    }

    public bool HasExited => process.HasExited;

    /// <summary>The most memory that the program has had resident, in bytes, as the kernel counts it.</summary>
    public long PeakMemory() =>
        File.ReadAllText($"/proc/{process.Id}/task/{process.Id}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(child => File.ReadLines($"/proc/{child}/status"))
            .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Max(line => long.Parse(line.Split([' ', '\t'])[^2], CultureInfo.InvariantCulture) * 1024);

    /// <summary>The program's, once it has ended.</summary>
    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <summary>The end of its output.</summary>
    public string Output => Tail(log);

    public static string Tail(string log)
    {
        const int most = 8_000;
        if (!File.Exists(log))
        {
            return "";
        }

        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(most, file.Length), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private async Task WaitForEndAsync(string signal)
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(Bound);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Still running {Bound.TotalSeconds} s after {signal}. Its output:\n{Output}");
        }
    }
}
