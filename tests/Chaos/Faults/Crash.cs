using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Parts;

namespace AfterSalesMesh.Chaos.Faults;

/// <summary>A replica kills itself at a moment when a crash could do the most harm.</summary>
internal sealed class Crash(string point) : Fault($"crash-{point}", Part.Replicas)
{
    /// <summary>A point of the refund service only: the payment provider has answered, and nothing is stored yet.</summary>
    public const string AfterProvider = "after-provider";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        var of = point == AfterProvider ? "Refund" : random.GetItems(world.Services, 1)[0];
        var replicas = world.Mesh.AllReplicas.Where(x => x.Service == of).ToList();
        var replica = replicas[random.Next(replicas.Count)];
        var time = random.Next(1, 4);
        await replica.Process.KillAsync();
        replica.Process.Start(new Dictionary<string, string> { [CrashPoint.Variable] = $"{point}:{time}" });
        var died = true;
        try
        {
            await Eventually.IsTrueAsync(
                () => !replica.Process.IsRunning || cancellation.IsCancellationRequested,
                Bound
            );
        }
        catch (TimeoutException)
        {
            died = false;
        }
        await replica.Process.KillAsync();
        replica.Process.Start();
        await replica.WaitForReadyAsync();
        return died
            ? $"a {of} died {point}, the {Ordinal(time)} time it got there"
            : $"a {of} should have died {point}, and never got there {time} times; killed";
    }

    private static string Ordinal(int time) =>
        time switch
        {
            1 => "first",
            2 => "second",
            _ => "third",
        };
}
