using System.Diagnostics;

namespace AfterSalesMesh.Bench.Against;

/// <summary>The built programs of another revision, in a git worktree that goes when it is disposed.</summary>
internal sealed class Revision : IAsyncDisposable
{
    private Revision(string root) => Root = root;

    /// <summary>Where its source and its programs are.</summary>
    public string Root { get; }

    /// <param name="name">What git calls it.</param>
    public static async Task<Revision> BuildAsync(string name)
    {
        var root = Path.Combine(Directory.CreateTempSubdirectory("bench-revision-").FullName, "source");
        await RunAsync("git", "worktree", "add", "--quiet", "--detach", root, name);
        var revision = new Revision(root);
        try
        {
            // Local is made of all the others.
            var local = Path.Combine(root, "deploy", "Local");
            await RunAsync("dotnet", "build", local, "-c", "Release", "--nologo", "-v", "quiet", "-clp:NoSummary");
            return revision;
        }
        catch
        {
            await revision.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("git", "worktree", "remove", "--force", Root);
        Directory.Delete(Path.GetDirectoryName(Root)!, recursive: true);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {output}");
        }
    }
}
