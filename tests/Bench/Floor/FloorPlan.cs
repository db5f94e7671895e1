using System.Text.Json;
using AfterSalesMesh.Bench.Counting;

namespace AfterSalesMesh.Bench.Floor;

/// <summary>
/// What one return costs, as a chain of hops: each takes a message, does its share of the reads, statements and commits
/// that were counted in the flow, says its share of messages, and acknowledges.
/// </summary>
/// <param name="Hops">Deliveries of a return.</param>
/// <param name="Reads">SELECTs of a hop; all go in one round trip.</param>
/// <param name="Inserts">INSERTs of a hop.</param>
/// <param name="Updates">UPDATEs of a hop.</param>
/// <param name="Deletes">DELETEs of a hop, each of what piled up since the last.</param>
/// <param name="Commits">Commits of a hop; the statements are spread over them, each commit is one round trip.</param>
/// <param name="Events">Messages of a hop that nobody listens to, besides the one that carries the chain on.</param>
/// <param name="MessageBytes">Length of a message's body.</param>
/// <param name="RowBytes">Length of what an INSERT stores.</param>
internal sealed record FloorPlan(
    int Hops,
    double Reads,
    double Inserts,
    double Updates,
    double Deletes,
    double Commits,
    double Events,
    int MessageBytes,
    int RowBytes
)
{
    // Frames, properties and acknowledgements around a body.
    private const int AroundMessage = 110;
    private const int AroundRow = 220;

    public static FloorPlan Of(Counts perReturn)
    {
        var hops = Math.Max(1, (int)Math.Round(perReturn.Acknowledged));
        var inserts = perReturn.Of("INSERT");
        var updates = perReturn.Of("UPDATE");
        return new FloorPlan(
            hops,
            perReturn.Of("SELECT") / hops,
            inserts / hops,
            updates / hops,
            perReturn.Of("DELETE") / hops,
            perReturn.Commits / hops,
            Math.Max(0, perReturn.Publishes - hops) / hops,
            Math.Max(16, (int)(perReturn.BrokerBytes / perReturn.Publishes) - AroundMessage),
            Math.Max(16, (int)(perReturn.WalBytes / (inserts + updates)) - AroundRow)
        );
    }

    /// <summary>The plan with the sizes mended by what it was seen to do.</summary>
    public FloorPlan Mended(Counts wanted, Counts seen) =>
        this with
        {
            MessageBytes = Math.Max(
                16,
                MessageBytes + (int)((wanted.BrokerBytes - seen.BrokerBytes) / Math.Max(1, seen.Publishes))
            ),
            RowBytes = Math.Max(16, RowBytes + (int)((wanted.WalBytes - seen.WalBytes) / (Hops * (Inserts + Updates)))),
        };

    public string ToJson() => JsonSerializer.Serialize(this);

    public static FloorPlan FromJson(string json) => JsonSerializer.Deserialize<FloorPlan>(json)!;
}
