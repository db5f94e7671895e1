using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Parts;

namespace AfterSalesMesh.Chaos.Faults;

/// <summary>A replica kills itself at a moment when a crash could do the most harm.</summary>
internal sealed class Crash(string point) : Fault($"crash-{point}", Part.Replicas)
{
    /// <summary>A point of the refund service only: the payment provider has answered, and nothing is stored yet.</summary>
    public const string AfterProvider = "after-provider";

    // Beside the other faults, the start alone may take half of it.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(75);

    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        using var service = await world.HoldAsync(random, cancellation, point == AfterProvider ? "Refund" : null);
        var (of, replica) = (service.Name, service.Replicas[random.Next(service.Replicas.Count)]);
        var time = random.Next(1, 3);
        await replica.Process.KillAsync();
        replica.Process.Start(new Dictionary<string, string> { [CrashPoint.Variable] = $"{point}:{time}" });
        try
        {
            await Eventually.IsTrueAsync(
                () => !replica.Process.IsRunning || cancellation.IsCancellationRequested,
                Bound
            );
        }
        catch (TimeoutException)
        {
            // It is killed from outside.
        }
        var died = !replica.Process.IsRunning;
        await replica.Process.KillAsync();
        replica.Process.Start();
        await replica.WaitForReadyAsync();
        if (!died)
        {
            cancellation.ThrowIfCancellationRequested();
        }
        return died
            ? $"a {of} died {point}, the {(time == 1 ? "first" : "second")} time it got there"
            : throw new TimeoutException($"a {of} should have died {point}, and never got there {time} times");
    }
}
