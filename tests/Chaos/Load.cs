using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Chaos;

/// <summary>
/// Callers who request returns and process them, at a steady rate. A call without an answer is repeated, with the same ids.
/// </summary>
internal sealed class Load(World world, double rate, Random random)
{
    private const int AtOnce = 40;
    private const long Price = 1_990;

    // Goods whose parcels are waited for one minute: longer than until the first repeat of a command.
    private const string SoonCategory = "soon";
    private static readonly TimeSpan Timeout = TimeSpan.FromHours(1);

    // Endings of order numbers that make the sandbox misbehave; most orders have none.
    private static readonly string[] Habits = ["-declined", "-slow", "-silent-once", "-down-once", "-reversed"];
    private readonly ConcurrentBag<Accepted> _accepted = [];
    private readonly ConcurrentDictionary<string, string> _broken = new();
    private int _begun;
    private int _underWay;

    public IReadOnlyCollection<Accepted> Accepted => _accepted;

    /// <summary>The errors of callers who gave up.</summary>
    public IReadOnlyCollection<string> GaveUp => [.. _broken.Values];

    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Puts a policy by which goods of one category must come within seconds.</summary>
    public async Task PutPolicyAsync()
    {
        var api = world.Mesh.Api;
        var document = (await api.GetAsync("/v1/policy", "local-admin")).ShouldBe(HttpStatusCode.OK).Json!["document"]!;
        var clocks = document["clocks"]!.AsArray();
        var soon = clocks[0]!.DeepClone();
        soon["rule"] = SoonCategory;
        soon["when"] = new JsonObject { ["category"] = new JsonArray(SoonCategory) };
        (soon["then"]!["handOver"], soon["then"]!["transit"]) = ("PT30S", "PT30S");
        clocks.Insert(0, soon);
        (await api.SendAsync(HttpMethod.Put, "/v1/policy", "local-admin", new { document })).ShouldBe(
            HttpStatusCode.Created
        );
    }

    /// <summary>Begins returns until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / rate));
        while (!cancellation.IsCancellationRequested)
        {
            if (UnderWay < AtOnce)
            {
                _ = BeginAsync();
            }
            await timer
                .WaitForNextTickAsync(cancellation)
                .AsTask()
                .ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>Two of three orders come back in one parcel; the others take one of the other courses.</summary>
    private Task BeginAsync()
    {
        if (random.Next(3) == 0)
        {
            var course = (Course)random.Next(1, Enum.GetValues<Course>().Length);
            return OrderAsync(course: course, parts: course == Course.TwoParcels ? [2] : [1]);
        }
        var habit = random.Next(10) == 0 ? Habits[random.Next(Habits.Length)] : "";
        return OrderAsync(habit, random.Next(5) == 0 ? [1, 2] : [random.Next(1, 4)]);
    }

    /// <summary>Puts an order and requests one or two returns of it side by side; waits until they are completed if asked to.</summary>
    public async Task OrderAsync(
        string habit = "",
        int[]? parts = null,
        bool toTheEnd = false,
        Course course = Course.OneParcel
    )
    {
        parts ??= [1];
        var number = $"C-{Interlocked.Increment(ref _begun).ToString("00000", CultureInfo.InvariantCulture)}{habit}";
        Interlocked.Increment(ref _underWay);
        try
        {
            var shop = new Journey(world.Mesh.Api, number, timeout: Timeout);
            await shop.OrderAsync(Order(shop, parts.Sum(), course is Course.Expired or Course.Late));
            await Task.WhenAll(parts.Select(quantity => ReturnAsync(number, quantity, course, toTheEnd)));
        }
        catch (Exception exception)
        {
            _broken[number] = $"{number}: {exception.GetType().Name} {exception.Message}";
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>Each order has a customer of its own: nobody returns so often that an agent looks at it.</summary>
    private static object Order(Journey shop, int quantity, bool isSoon) =>
        new
        {
            currency = "EUR",
            deliveredAt = DateTimeOffset.UtcNow.AddDays(-2),
            customer = new
            {
                reference = shop.OrderNumber,
                email = "ada@example.org",
                locale = "en",
            },
            lines = new[]
            {
                new
                {
                    lineId = "a",
                    sku = "sku-a",
                    quantity,
                    unitPrice = Price,
                    category = isSoon ? SoonCategory : null,
                },
            },
            payments = new[]
            {
                new
                {
                    reference = shop.Payment,
                    method = "card",
                    captured = quantity * Price,
                },
            },
        };

    private async Task ReturnAsync(string orderNumber, int quantity, Course course, bool toTheEnd)
    {
        var journey = new Journey(world.Mesh.Api, orderNumber, timeout: Timeout);
        await journey.RequestAsync(Journey.Ask("a", quantity));
        var isDeclined = orderNumber.EndsWith("-declined", StringComparison.Ordinal);
        var captured = quantity * Price;
        var owed = course is Course.Cancelled or Course.Expired ? 0 : captured;
        _accepted.Add(new Accepted(Guid.Parse(journey.ReturnId), journey.Payment, captured, owed, isDeclined, course));
        switch (course)
        {
            case Course.Cancelled:
                await journey.CancelAsync();
                return;
            case Course.Expired:
                return;
            case Course.Late:
                await journey.UntilStatusAsync("expired");
                await ReceiveAsync(journey, quantity);
                await OpenRoundAsync(journey);
                break;
            case Course.TwoParcels:
                await ReceiveAsync(journey, 1);
                await journey.JudgeAsync();
                await ReceiveAsync(journey, quantity - 1);
                break;
            default:
                await ReceiveAsync(journey, quantity);
                break;
        }
        await journey.JudgeAsync();
        if (toTheEnd)
        {
            await journey.UntilStatusAsync("completed");
        }
    }

    /// <summary>
    /// Nobody repeats what came after the end of a return: where a queue has lost it, the warehouse scans the empty box once more.
    /// </summary>
    private static async Task OpenRoundAsync(Journey journey)
    {
        while (!await journey.OpensRoundAsync(TimeSpan.FromMinutes(1)))
        {
            await journey.ScanAnotherAsync();
            await journey.CloseAsync();
        }
    }

    private static async Task ReceiveAsync(Journey journey, int quantity)
    {
        await journey.ScanAnotherAsync();
        await journey.UnitAsync("a", quantity);
        await journey.CloseAsync();
    }
}

/// <summary>A return that we said yes to.</summary>
/// <param name="Id">The return.</param>
/// <param name="Payment">Its order's only payment.</param>
/// <param name="Captured">What was paid for its pieces; all returns of a payment together have what it captured.</param>
/// <param name="Owed">What is owed for it in the end.</param>
/// <param name="IsDeclined">The provider will not pay it back.</param>
/// <param name="Course">What people do with it.</param>
internal sealed record Accepted(
    Guid Id,
    string Payment,
    long Captured,
    long Owed,
    bool IsDeclined,
    Course Course = Course.OneParcel
)
{
    public bool IsPaid => Owed > 0;

    /// <summary>The state in which it ends.</summary>
    public string EndState =>
        Course switch
        {
            Course.Cancelled => "Cancelled",
            Course.Expired => "Expired",
            _ => "Completed",
        };

    /// <summary>How many messages of each step its customer is sent.</summary>
    /// <param name="isParked">Its refund was declined or came back.</param>
    public IEnumerable<(string Step, int Count)> Messages(bool isParked)
    {
        var rounds =
            Course == Course.TwoParcels ? 2
            : IsPaid ? 1
            : 0;
        yield return ("approved", 1);
        yield return ("received", rounds);
        yield return ("inspected", rounds);
        yield return ("cancelled", Course == Course.Cancelled ? 1 : 0);
        yield return ("expired", Course is Course.Expired or Course.Late ? 1 : 0);
        if (isParked)
        {
            yield break;
        }
        yield return ("refunded", rounds - (IsPaid ? 1 : 0));
        yield return ("completed", IsPaid ? 1 : 0);
    }
}
