using System.Diagnostics;
using System.Text.RegularExpressions;
using AfterSalesMesh.Parts;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Documents;

/// <summary>Local in a process of its own, against which the documents' commands are run.</summary>
public sealed class DocumentedMesh : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    private readonly LocalMesh _mesh = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-").FullName;

    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Address = await _mesh.AddressAsync();
        Directory.CreateSymbolicLink(Path.Combine(_folder, "deploy"), Path.Combine(Repository.Root, "deploy"));
    }

    public async ValueTask DisposeAsync()
    {
        await _mesh.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs a document's bash blocks in order, in one folder; fails when a command fails.</summary>
    public Task<string> RunBlocksAsync(string document)
    {
        var blocks = Regex.Matches(
            Repository.Read(document),
            "^```bash\n(.*?)^```",
            RegexOptions.Singleline | RegexOptions.Multiline
        );
        blocks.ShouldNotBeEmpty();
        var script = string.Concat(blocks.Select(x => x.Groups[1].Value))
            .Replace("http://127.0.0.1:8080", Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8081", _mesh.Sandbox.ToString().TrimEnd('/'), StringComparison.Ordinal);
        return RunAsync(script);
    }

    /// <summary>Runs a script in a folder with <c>deploy</c> in it, and returns its output; fails when a command fails.</summary>
    public async Task<string> RunAsync(string script)
    {
        var (code, output) = await TryAsync(script);
        code.ShouldBe(0, output);
        return output;
    }

    public async Task<(int Code, string Output)> TryAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
            Environment = { ["MESH_URL"] = Address.ToString(), ["MESH_KEYS"] = "" },
        };
        using var process = Process.Start(start)!;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(bound.Token);
            var output = await process.StandardOutput.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, output + await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
