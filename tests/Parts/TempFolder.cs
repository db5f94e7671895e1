using System.Diagnostics;

namespace AfterSalesMesh.Parts;

/// <summary>A temporary folder that is removed with this process, also after kill -9: a small shell waits for the end.</summary>
internal sealed class TempFolder : IAsyncDisposable
{
    // Late, so that what is being stopped finds its files, and again until it is gone.
    private const string Guard = """
        read -r _
        n=0
        while [ -e "$1" ] && [ $n -lt 10 ]; do sleep 3; rm -rf "$1"; n=$((n + 1)); done
        """;

    private readonly Process guard;

    public TempFolder(string name)
    {
        Path = Directory.CreateTempSubdirectory($"aftersales-{name}-").FullName;
        var start = new ProcessStartInfo("setsid", ["sh", "-c", Guard, "guard", Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        guard = Process.Start(start)!;
    }

    public string Path { get; }

    /// <summary>Gives the folder and its content to the user, if there is one.</summary>
    public async Task GiveAsync(string? user)
    {
        if (user is not null)
        {
            await Programs.RunAsync(["chown", "-R", $"{user}:", Path], []);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }

        guard.StandardInput.Close();
        await guard.WaitForExitAsync();
        guard.Dispose();
    }
}
