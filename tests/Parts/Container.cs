using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;

namespace AfterSalesMesh.Parts;

/// <summary>A server in a container, where there is a Docker engine and no program of its kind.</summary>
internal sealed class Container(IContainer container) : IAsyncDisposable
{
    /// <summary>AFTERSALES_TEST_CONTAINERS=1 prefers containers to the programs of this machine.</summary>
    public static bool IsPreferred { get; } = Environment.GetEnvironmentVariable("AFTERSALES_TEST_CONTAINERS") == "1";

    /// <summary>Whether an engine answers.</summary>
    public static bool IsPossible { get; } = Answers();

    /// <summary>Starts it, again after it was ended, and waits until it is ready.</summary>
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

    /// <summary>Runs a command in it and returns what that printed.</summary>
    public async Task<string> RunAsync(params string[] command)
    {
        var result = await container.ExecAsync(command);
        return result.ExitCode == 0
            ? result.Stdout
            : throw new InvalidOperationException($"{string.Join(' ', command)}: {result.Stdout} {result.Stderr}");
    }

    public ValueTask DisposeAsync() => container.DisposeAsync();

    /// <summary>Only that it runs: that it answers is seen from outside.</summary>
    public static IWaitForContainerOS WaitForNothing() => Wait.ForUnixContainer();

    /// <summary>Its ports are open on this machine only.</summary>
    public static void OnLoopback(CreateContainerParameters container)
    {
        foreach (var binding in container.HostConfig!.PortBindings!.Values.SelectMany(x => x))
        {
            binding.HostIP = "127.0.0.1";
        }
    }

    private static DockerClient Docker() =>
        TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder(Guid.NewGuid()).Build();

    private static bool Answers()
    {
        try
        {
            if (TestcontainersSettings.OS.DockerEndpointAuthConfig is null)
            {
                return false;
            }
            using var docker = Docker();
            docker.System.PingAsync().GetAwaiter().GetResult();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
