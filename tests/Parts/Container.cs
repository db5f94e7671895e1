using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;

namespace AfterSalesMesh.Parts;

/// <summary>A server in a container, used where this machine has a Docker engine and not the server's program.</summary>
internal sealed class Container(IContainer container) : IAsyncDisposable
{
    /// <summary>AFTERSALES_TEST_CONTAINERS=1 prefers containers to the programs of this machine.</summary>
    public static bool IsPreferred { get; } = Environment.GetEnvironmentVariable("AFTERSALES_TEST_CONTAINERS") == "1";

    private static readonly Lazy<Task<bool>> Possible = new(EngineAnswersAsync);

    /// <summary>Whether an engine answers.</summary>
    public static Task<bool> IsPossibleAsync() => Possible.Value;

    /// <summary>Starts it, also after <see cref="EndAsync"/>, and waits until it is ready.</summary>
    public async Task StartAsync(Func<Task<bool>> ready, TimeSpan bound)
    {
        await container.StartAsync();
        await Eventually.IsTrueAsync(ready, bound);
    }

    /// <summary>Sends a signal to its first process, and waits for the end.</summary>
    public async Task EndAsync(string signal)
    {
        using var docker = Docker();
        await docker.Containers.KillContainerAsync(container.Id, new ContainerKillParameters { Signal = signal });
        await docker.Containers.WaitContainerAsync(container.Id);
    }

    /// <summary>Runs a command in it and returns its output.</summary>
    public async Task<string> RunAsync(params string[] command)
    {
        var result = await container.ExecAsync(command);
        return result.ExitCode == 0
            ? result.Stdout
            : throw new InvalidOperationException($"{string.Join(' ', command)}: {result.Stdout} {result.Stderr}");
    }

    public ValueTask DisposeAsync() => container.DisposeAsync();

    /// <summary>Waits only until it runs; <see cref="StartAsync"/> waits until it is ready.</summary>
    public static IWaitForContainerOS WaitForNothing() => Wait.ForUnixContainer();

    /// <summary>Opens its ports on this machine only.</summary>
    public static void OnLoopback(CreateContainerParameters container)
    {
        foreach (var binding in container.HostConfig!.PortBindings!.Values.SelectMany(x => x))
        {
            binding.HostIP = "127.0.0.1";
        }
    }

    private static DockerClient Docker() =>
        TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder(Guid.NewGuid()).Build();

    private static async Task<bool> EngineAnswersAsync()
    {
        try
        {
            if (TestcontainersSettings.OS.DockerEndpointAuthConfig is null)
            {
                return false;
            }
            using var docker = Docker();
            await docker.System.PingAsync();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
