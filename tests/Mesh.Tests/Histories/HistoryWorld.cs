using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>
/// What a customer has bought, requested and packed, and how everybody calls the services: what they know of them is what they were
/// answered.
/// </summary>
internal sealed class HistoryWorld
{
    private readonly HistoryMesh _mesh;

    public HistoryWorld(HistoryMesh mesh, int seed)
    {
        (_mesh, Seed, Random) = (mesh, seed, new Random(seed));
        Storefront = HistoryMesh.Storefronts[Random.Next(2)];
        Currency = Random.Next(6) == 0 ? "CNY" : "EUR";
        string[] numbers = Random.Next(2) == 0 ? [$"H-{seed}", $"H-{seed}-2"] : [$"H-{seed}"];
        Orders = [.. numbers.Select(NewOrder)];
        Home = Lines.ToDictionary(x => x.Piece, x => x.Quantity);
    }

    public int Seed { get; }

    public Random Random { get; }

    public string Storefront { get; }

    /// <summary>The storefront's reference of the customer.</summary>
    public string CustomerReference => $"c-{Seed}";

    public string Currency { get; }

    /// <summary>Of one customer. Orders have lines of the same articles.</summary>
    public IReadOnlyList<Purchase> Orders { get; }

    public IEnumerable<PurchasedLine> Lines => Orders.SelectMany(x => x.Lines);

    /// <summary>How many pieces of each line the customer has.</summary>
    public Dictionary<Piece, int> Home { get; }

    public List<Requested> Returns { get; } = [];

    public List<Box> Boxes { get; } = [];

    /// <summary>The ids of units that came and were not expected.</summary>
    public List<string> Unplaced { get; } = [];

    /// <summary>All that happened so far, in order.</summary>
    public List<string> Events { get; } = [];

    public HistoryMesh Mesh => _mesh;

    public DateTimeOffset Now => _mesh.Clock.GetUtcNow();

    public Requested? AnyReturn() => Returns.Count == 0 ? null : Returns[Random.Next(Returns.Count)];

    public T Pick<T>(params IReadOnlyList<T> values) => values[Random.Next(values.Count)];

    public Guid Id()
    {
        var bytes = new byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public async Task<string?> RmaAsync(Requested it) =>
        it.Rma ??= (string?)(await ReadAsync($"/v1/returns/{it.Id}", "agent"))["rmaNumber"];

    public async Task<JsonNode> ReadAsync(string path, string role) => (await FindAsync(path, role)).Json!;

    public async Task<Answer> FindAsync(string path, string role) =>
        (await _mesh.CallAsync(HttpMethod.Get, path, role, storefronts: Storefront)).ShouldBe(HttpStatusCode.OK);

    public async Task<IEnumerable<JsonNode>> ListAsync(string path, string role) =>
        (await ReadAsync(path, role))["items"]!.AsArray().Select(x => x!);

    /// <summary>Does something, sometimes twice: at once, or again after the answer.</summary>
    public async Task<Answer> CallAsync(
        HttpMethod method,
        string path,
        string role,
        object? body,
        bool needsKey = false,
        string? ifMatch = null
    )
    {
        var twice = Random.Next(8);
        var key = needsKey || Random.Next(3) == 0 ? $"{Id()}" : null;
        string[] storefronts = role is "storefront" ? [Storefront] : [];
        Task<Answer> Call() => _mesh.CallAsync(method, path, role, body, key, ifMatch, storefronts);
        var asked = $"{Now:MM-dd HH:mm} {role}: {method} {path} {JsonSerializer.Serialize(body)}";
        Answer[] answers = twice switch
        {
            0 => await Task.WhenAll(Call(), Call()),
            1 => [await Call(), await Call()],
            _ => [await Call()],
        };
        foreach (var answer in answers)
        {
            Events.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{asked} → {(int)answer.Status} {(answer.Problem is null ? "" : answer.Text)}"
                )
            );
            // What is withdrawn already is no line any longer.
            var isExpected = (int)answer.Status is >= 200 and < 300 or 409 or 412 or 422 or 404 or 403;
            if (!isExpected && !(method == HttpMethod.Patch && answer.Status == HttpStatusCode.BadRequest))
            {
                throw new InvalidOperationException($"An answer that nobody expects: {Events[^1]}");
            }
        }
        return answers.FirstOrDefault(x => (int)x.Status < 300) ?? answers[0];
    }

    private Purchase NewOrder(string number)
    {
        var isSet = Random.Next(4) == 0;
        List<PurchasedLine> lines =
        [
            .. Enumerable
                .Range(0, Random.Next(1, 4))
                .Select(i => new PurchasedLine(
                    new Piece(number, $"l{i}"),
                    Random.Next(1, 4),
                    Currency == "CNY" ? Random.Next(2) * 200_000 + 1_999 : Random.Next(300, 2_000),
                    isSet && i < 2 ? "set" : null
                )),
        ];
        return new(number, lines, PaymentsOf(number, lines.Sum(x => x.Quantity * x.Price) + Purchase.Postage));
    }

    private List<PurchasePayment> PaymentsOf(string order, long total)
    {
        string[] faults = ["", "", "", "", "-declined-once", "-down-once"];
        var first = Random.Next(3) == 0 ? Random.NextInt64(1, total) : total;
        return
        [
            .. new[] { first, total - first }
                .Where(x => x > 0)
                .Select((x, i) => new PurchasePayment($"pay-{order}-{i}{Pick(faults)}", "card", x)),
        ];
    }
}

/// <summary>An order as the customer made it.</summary>
internal sealed record Purchase(
    string Number,
    IReadOnlyList<PurchasedLine> Lines,
    IReadOnlyList<PurchasePayment> Payments
)
{
    public const long Postage = 600;
}

internal sealed record PurchasedLine(Piece Piece, int Quantity, long Price, string? Set);

internal sealed record PurchasePayment(string Reference, string Method, long Captured);

/// <summary>One piece of an order's line; its tag shows the article, and not the order.</summary>
internal sealed record Piece(string OrderNumber, string LineId)
{
    /// <summary>One that nobody knows.</summary>
    public static readonly Piece Stranger = new("", "stranger");

    public string Sku => $"sku-{LineId}";
}

/// <summary>A return that was requested.</summary>
internal sealed class Requested(string id)
{
    public string Id => id;
    public string? Rma { get; set; }
    public string? Tracking { get; set; }
    public int CarrierEvents { get; set; }

    /// <summary>What it was quoted just before; null: it was not.</summary>
    public Quoted? Quoted { get; init; }

    /// <summary>What is requested, as far as nothing was withdrawn.</summary>
    public List<RequestedLine> Lines { get; } = [];
}

internal sealed record RequestedLine(string OrderNumber, string LineId, string Reason, int Quantity);

/// <param name="Refund">Of all lines, in minor units, as is the bonus for those that are taken as store credit.</param>
internal sealed record Quoted(string Id, long Refund, long Bonus);

/// <summary>A parcel, by the id of its receipt.</summary>
internal sealed class Box(Guid id)
{
    public Guid Id => id;
    public List<Piece> Pieces { get; } = [];
    public bool IsClosed { get; set; }
}
