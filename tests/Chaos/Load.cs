using System.Collections.Concurrent;
using System.Globalization;
using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Chaos;

/// <summary>
/// Callers who request returns and process them, at a steady rate. A call without an answer is repeated, with the same ids.
/// </summary>
internal sealed class Load(World world, double rate, Random random)
{
    private const int AtOnce = 40;
    private const long Price = 1_990;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

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

    /// <summary>Begins returns until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / rate));
        while (!cancellation.IsCancellationRequested)
        {
            if (UnderWay < AtOnce)
            {
                var habit = random.Next(10) == 0 ? Habits[random.Next(Habits.Length)] : "";
                _ = OrderAsync(habit, random.Next(5) == 0 ? [1, 2] : [random.Next(1, 4)]);
            }
            await timer
                .WaitForNextTickAsync(cancellation)
                .AsTask()
                .ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>Puts an order and requests one or two returns of it side by side; waits until they are completed if asked to.</summary>
    public async Task OrderAsync(string habit = "", int[]? parts = null, bool toTheEnd = false)
    {
        parts ??= [1];
        var number = $"C-{Interlocked.Increment(ref _begun).ToString("00000", CultureInfo.InvariantCulture)}{habit}";
        Interlocked.Increment(ref _underWay);
        try
        {
            var captured = parts.Sum() * Price;
            var shop = new Journey(world.Mesh.Api, number, patience: Patience);
            await shop.OrderAsync(Journey.Order(shop.Payment, captured, Journey.Line("a", parts.Sum(), Price)));
            await Task.WhenAll(parts.Select(quantity => ReturnAsync(number, quantity, toTheEnd)));
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

    private async Task ReturnAsync(string orderNumber, int quantity, bool toTheEnd)
    {
        var journey = new Journey(world.Mesh.Api, orderNumber, patience: Patience);
        await journey.RequestAsync(Journey.Ask("a", quantity));
        var isDeclined = orderNumber.EndsWith("-declined", StringComparison.Ordinal);
        _accepted.Add(new Accepted(Guid.Parse(journey.ReturnId), journey.Payment, quantity * Price, isDeclined));
        await journey.ScanAsync();
        await journey.UnitAsync("a", quantity);
        await journey.CloseAsync();
        await journey.JudgeAsync();
        if (toTheEnd)
        {
            await journey.UntilStatusAsync("completed");
        }
    }
}

/// <summary>A return that we said yes to.</summary>
/// <param name="Id">The return.</param>
/// <param name="Payment">Its order's only payment.</param>
/// <param name="Owed">What is owed for it; all returns of a payment together are owed what it captured.</param>
/// <param name="IsDeclined">The provider will not pay it back.</param>
internal sealed record Accepted(Guid Id, string Payment, long Owed, bool IsDeclined);
