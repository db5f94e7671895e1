using AfterSalesMesh.Parts;

namespace AfterSalesMesh.Chaos.Faults;

/// <summary>The way from services to a server is cut, stalled, slow, or loses the answers.</summary>
/// <param name="name">As the command line calls it.</param>
/// <param name="touches">What it breaks.</param>
/// <param name="server">The server, as <see cref="World.Wires"/> calls it.</param>
/// <param name="how">What happens to the wire.</param>
/// <param name="most">The most seconds it lasts.</param>
/// <param name="oneService">Only for one of the services.</param>
internal sealed class BadWire(
    string name,
    Part touches,
    string server,
    BadWire.How how,
    double most = 15,
    bool oneService = false
) : Fault(name, touches)
{
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
        var time = Seconds(random, most / 5, most);
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
        return $"the way {(oneService ? $"of {of} " : "")}to the {server} was {How2(how)} for {time.TotalSeconds} s";
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

    private static string How2(How how) => how == How.Mute ? "without answers" : how.ToString().ToLowerInvariant();
}
