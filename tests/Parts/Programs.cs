using System.Diagnostics;
using Xunit;

namespace AfterSalesMesh.Parts;

/// <summary>Finds and runs programs of this machine.</summary>
internal static class Programs
{
    private static readonly string[] Folders =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        "/usr/local/sbin",
        "/usr/sbin",
    ];

    /// <summary>The path of a program, looked for first in the folders named, then in PATH; null when missing.</summary>
    public static string? Find(string name, params IEnumerable<string> firstIn) =>
        firstIn.Concat(Folders).Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsThere);

    // A link to a program that was removed is there for File.Exists.
    private static bool IsThere(string path) =>
        File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is not { Exists: false };

    /// <summary>
    /// What goes before a command so that root does not run it: the first of these users that exists does.
    /// Nothing when we are not root.
    /// </summary>
    public static string[] As(string? user) =>
        user is null ? [] : ["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups", "--"];

    public static string? UserFor(params string[] wanted) =>
        Environment.IsPrivilegedProcess && File.Exists("/etc/passwd")
            ? wanted.FirstOrDefault(user =>
                File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{user}:", StringComparison.Ordinal))
            )
            : null;

    /// <summary>Runs a command to its end and returns its output; throws with the output when it failed.</summary>
    public static async Task<string> RunAsync(string[] command, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(bound.Token);
            var errors = process.StandardError.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException(
                    $"{string.Join(' ', command)} ended with {process.ExitCode}: {await output} {await errors}"
                );
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', command)} did not end within 60 s.");
        }
    }

    /// <summary>
    /// Skips the running test for the reason given, or fails it where AFTERSALES_NEVER_SKIP says that nothing may be
    /// missing. Does nothing without a reason.
    /// </summary>
    public static void Require(string? missing)
    {
        if (missing is null)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("AFTERSALES_NEVER_SKIP") == "1")
        {
            Assert.Fail(missing);
        }

        Assert.Skip(missing);
    }
}
