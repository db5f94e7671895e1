using System.Diagnostics;

namespace AfterSalesMesh.Parts.Apart;

/// <summary>The gateway's command line, as its operator uses it.</summary>
public static class GatewayCommand
{
    /// <param name="dataFolder">Where the gateway keeps its database.</param>
    /// <param name="words">The command, for example <c>keys list</c>.</param>
    /// <returns>The exit code, what it printed, and its error output.</returns>
    public static Task<(int ExitCode, string Output, string Errors)> TryAsync(
        string dataFolder,
        params string[] words
    ) => TryAsync(ServiceProcess.Root, dataFolder, words);

    private static async Task<(int ExitCode, string Output, string Errors)> TryAsync(
        string root,
        string dataFolder,
        string[] words
    )
    {
        var start = new ProcessStartInfo("dotnet", [ServiceProcess.Dll("gateway", "Gateway", root), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AFTERSALES_DATA"] = dataFolder },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim(), (await errors).Trim());
    }

    /// <summary>What the command printed; it must succeed.</summary>
    public static Task<string> RunAsync(string dataFolder, params string[] words) =>
        RunInAsync(ServiceProcess.Root, dataFolder, words);

    /// <summary>What the command of another working tree printed.</summary>
    public static async Task<string> RunInAsync(string root, string dataFolder, params string[] words)
    {
        var (exitCode, output, errors) = await TryAsync(root, dataFolder, words);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', words)}: {errors}");
    }
}
