using AfterSalesMesh.Parts;

namespace AfterSalesMesh.Chaos.Faults;

/// <summary>The connection from services to a server is cut, stalled, slow, or loses the answers.</summary>
/// <param name="name">The name on the command line.</param>
/// <param name="touches">The part that it breaks.</param>
/// <param name="server">The server, as <see cref="World.Wires"/> calls it.</param>
/// <param name="how">How the connection is broken.</param>
/// <param name="oneService">True to break it for one service only.</param>
internal sealed class BadWire(string name, Part touches, string server, BadWire.How how, bool oneService = false)
    : Fault(name, touches)
{
    private const double Longest = 10;

    public enum How
    {
        Cut,
        Stalled,
        Slow,
        Mute,
    }

    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        var of = random.GetItems(world.Services, 1)[0];
        var time = Seconds(random, Longest / 5, Longest);
        var delay = TimeSpan.FromMilliseconds(random.Next(50, 400));
        var wires = world
            .Wires.Where(x => x.Key.Server == server && (!oneService || x.Key.Service == of))
            .Select(x => x.Value)
            .ToList();
        wires.ForEach(wire => Break(wire, server == "provider" ? 20 * delay : delay));
        try
        {
            await Task.Delay(time, cancellation);
        }
        finally
        {
            wires.ForEach(wire => wire.Heal());
        }
        return $"the way {(oneService ? $"of {of} " : "")}to the {server} was {Describe(how)} for {time.TotalSeconds} s";
    }

    private void Break(TcpProxy wire, TimeSpan delay)
    {
        switch (how)
        {
            case How.Cut:
                wire.Cut();
                break;
            case How.Stalled:
                wire.Stall();
                break;
            case How.Slow:
                wire.Slow(delay);
                break;
            default:
                wire.Mute();
                break;
        }
    }

    private static string Describe(How how) => how == How.Mute ? "without answers" : how.ToString().ToLowerInvariant();
}
