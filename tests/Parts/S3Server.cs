using System.Net.Sockets;
using Xunit;

namespace AfterSalesMesh.Parts;

/// <summary>A server that speaks S3, with one bucket: a process with a temporary folder, which dies with the test host.</summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string Bucket = "photos";

    /// <summary>Its key and its secret.</summary>
    public const string Key = "S3RVER";

    private const string Package = "s3rver@3.7.1";

    // npm fetches it the first time.
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);
    private static readonly string? Npx = Programs.Find("npx");

    private readonly TempFolder _folder = new("s3");
    private readonly GuardedProcess _process;
    private bool _stopped;

    private S3Server() =>
        _process = new GuardedProcess(
            [
                Npx!,
                "--yes",
                Package,
                "--directory",
                _folder.Path,
                "--address",
                Address.Host,
                "--port",
                $"{Address.Port}",
                "--configure-bucket",
                Bucket,
            ],
            new Dictionary<string, string>
            {
                ["npm_config_ignore_scripts"] = "true",
                // Without a network it ends at once.
                ["npm_config_fetch_retries"] = "0",
            },
            Path.Combine(_folder.Path, "log")
        );

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    /// <summary>Starts one; skips the test where npm cannot give it.</summary>
    public static async Task<S3Server> StartAsync()
    {
        Assert.SkipWhen(Npx is null, "No S3 server: Node.js with npx is missing, which runs it for the tests.");
        var server = new S3Server();
        try
        {
            await server._process.UntilAsync(server.ListensAsync, Bound);
            return server;
        }
        catch (InvalidOperationException ended)
        {
            await server.DisposeAsync();
            Assert.Skip($"No S3 server: npx could not run {Package}. {ended.Message}");
            throw;
        }
    }

    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _process.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _folder.DisposeAsync();
    }

    private async Task<bool> ListensAsync()
    {
        try
        {
            using var wire = new TcpClient();
            await wire.ConnectAsync(Address.Host, Address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
