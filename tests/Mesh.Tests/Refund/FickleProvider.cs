using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>
/// A provider on a bad day: requests are lost or late, answers too, keys are used up or forgotten after a day, what is pending ends
/// some time, what has succeeded fails later. It keeps count.
/// </summary>
internal sealed class FickleProvider(Random random, TimeProvider time) : IPaymentProvider
{
    private static readonly TimeSpan KeysLive = TimeSpan.FromHours(24);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private readonly Dictionary<Guid, (DateTimeOffset Since, ProviderAnswer Answer)> _keys = [];
    private readonly List<(DateTimeOffset Arrives, RefundPart Part, Guid Key)> _late = [];
    private readonly Dictionary<Guid, Made> _made = [];

    /// <summary>The bad day is over.</summary>
    public bool IsWell { get; set; }

    /// <summary>Parts that were made twice.</summary>
    public int Doubles { get; private set; }

    /// <summary>What has changed since it was said last.</summary>
    public HashSet<Guid> News { get; } = [];

    public IReadOnlyDictionary<Guid, long> Paid =>
        _made.Where(x => x.Value.Status == ProviderOutcome.Succeeded).ToDictionary(x => x.Key, x => x.Value.Amount);

    /// <summary>What a payment has had back, or may have by what was asked for before now.</summary>
    public long OnItsWayTo(string payment) =>
        _made.Values.Where(x => x.Payment == payment && x.Status != ProviderOutcome.Failed).Sum(x => x.Amount)
        + _late
            .Select(x => x.Part)
            .DistinctBy(x => x.Id)
            .Where(x => x.PaymentReference == payment && !_made.ContainsKey(x.Id))
            .Sum(x => x.Amount);

    public Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation)
    {
        Tick();
        switch (IsWell ? 100 : random.Next(100))
        {
            case < 15:
                return Say(ProviderOutcome.TryLater);
            case < 30:
                return Say(ProviderOutcome.Unknown);
            case < 40:
                _late.Add((time.GetUtcNow() + (Longest * random.NextDouble()), part, part.Key));
                return Say(ProviderOutcome.Unknown);
            case < 60:
                Arrive(part, part.Key, time.GetUtcNow());
                return Say(ProviderOutcome.Unknown);
            default:
                return Task.FromResult(Arrive(part, part.Key, time.GetUtcNow()));
        }
    }

    public Task<ProviderAnswer> FindAsync(RefundPart part, CancellationToken cancellation)
    {
        Tick();
        if (!IsWell && random.Next(5) == 0)
        {
            return Say(ProviderOutcome.TryLater);
        }
        News.Remove(part.Id);
        return Say(_made.TryGetValue(part.Id, out var made) ? made.Status : ProviderOutcome.NotFound);
    }

    /// <summary>Time has passed: what was late arrives, what was pending ends, what had succeeded may fail.</summary>
    public void Tick()
    {
        foreach (var late in _late.FindAll(x => x.Arrives <= time.GetUtcNow()).OrderBy(x => x.Arrives))
        {
            _late.Remove(late);
            Arrive(late.Part, late.Key, late.Arrives);
        }
        foreach (var (part, made) in _made)
        {
            var next = made.Status switch
            {
                ProviderOutcome.Pending when IsWell || random.Next(4) == 0 => random.Next(3) == 0
                    ? ProviderOutcome.Failed
                    : ProviderOutcome.Succeeded,
                ProviderOutcome.Succeeded when !IsWell && random.Next(20) == 0 => ProviderOutcome.Failed,
                _ => made.Status,
            };
            if (next != made.Status)
            {
                made.Status = next;
                News.Add(part);
            }
        }
    }

    private ProviderAnswer Arrive(RefundPart part, Guid key, DateTimeOffset at)
    {
        if (_keys.TryGetValue(key, out var known) && at < known.Since + KeysLive)
        {
            return known.Answer;
        }
        var outcome = part.PaymentReference.EndsWith("-declined", StringComparison.Ordinal)
            ? ProviderOutcome.Declined
            : random.Next(10) switch
            {
                0 => ProviderOutcome.Pending,
                1 when !IsWell => ProviderOutcome.KeyUnusable,
                _ => ProviderOutcome.Succeeded,
            };
        if (outcome is ProviderOutcome.Succeeded or ProviderOutcome.Pending)
        {
            Doubles += _made.ContainsKey(part.Id) ? 1 : 0;
            _made[part.Id] = new Made
            {
                Payment = part.PaymentReference,
                Amount = part.Amount,
                Status = outcome,
            };
        }
        var answer = new ProviderAnswer(outcome, "first", $"re_{part.Id}", key);
        _keys[key] = (at, answer);
        return answer;
    }

    private static Task<ProviderAnswer> Say(ProviderOutcome outcome) =>
        Task.FromResult(new ProviderAnswer(outcome, "said"));

    private sealed class Made
    {
        public required string Payment { get; init; }

        public required long Amount { get; init; }

        public required ProviderOutcome Status { get; set; }
    }
}
