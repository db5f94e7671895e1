namespace AfterSalesMesh.Chaos;

/// <summary>Compares what was promised with what the databases, the provider and the mail server have.</summary>
internal sealed class Oracle(World world, Load load)
{
    private readonly Books _books = new(world);

    /// <summary>What is wrong, in sentences.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Mails, and how many of them repeat an id: mailboxes know those as one.</summary>
    public string Mails =>
        $"{world.Mails.Count} mails, {world.Mails.Count - world.Mails.DistinctBy(IdOf).Count()} of them repeats of an id";

    /// <summary>Whether there is nothing left to wait for; else what there is.</summary>
    public async Task<string?> WaitsForAsync()
    {
        var returns = (await _books.ReturnsAsync()).ToDictionary(x => x.Id);
        var parts = (await _books.PartsAsync()).ToDictionary(x => x.Id);
        var paid = PaidOf(await _books.ProviderRefundsAsync());
        var open = load.Accepted.Count(x =>
            !HasEnded(x, returns, parts, paid) && returns.GetValueOrDefault(x.Id) is not { IsParked: true }
        );
        var reversals = await _books.ReversalsUnderWayAsync();
        var untold = returns.Values.Count(x => !x.AllTold);
        var unsent = (await _books.UnsentAsync()).Count;
        return (load.UnderWay, open, reversals, untold, unsent) == (0, 0, 0, 0, 0)
            ? null
            : $"{load.UnderWay} people, {open} returns, {reversals} reversals, {untold} untold, {unsent} messages unsent";
    }

    public async Task<Verdict> JudgeAsync()
    {
        var stored = (await _books.ReturnsAsync()).ToDictionary(x => x.Id);
        var refunds = await _books.ProviderRefundsAsync();
        var paid = PaidOf(refunds);
        var parts = (await _books.PartsAsync()).ToDictionary(x => x.Id);
        var kept = (await _books.FailuresAsync()).Where(x => !world.PoisonRows.Contains(x.MessageId));
        // A message may lie in two places when whoever moved it died: it counts once.
        var failed = (await ErrorQueues.ReadAsync(world))
            .Concat(kept.Select(x => (Queue: x.Endpoint, Id: $"{x.MessageId}", Why: x.Reason)))
            .DistinctBy(x => x.Id)
            .ToList();
        var strangers = failed.Where(x => world.Poison.All(id => $"{id}" != x.Id)).ToList();
        Complaints.AddRange(strangers.Select(x => $"{x.Queue} has {x.Id}, which is no poison: {x.Why}"));
        Complaints.AddRange(load.GaveUp);
        return new Verdict
        {
            Accepted = load.Accepted.Count,
            Ended = load.Accepted.Count(x => HasEnded(x, stored, parts, paid)),
            Outcomes = OutcomesOf(stored, parts, refunds),
            Parked = load.Accepted.Count(x => stored.GetValueOrDefault(x.Id) is { IsParked: true }),
            Lost = Count(Lost(stored, parts, refunds)),
            DoubleRefunds = Count(DoubleRefunds(parts, refunds)),
            OverRefunds = Count(OverRefunds(paid)),
            CapErrors = Count(CapErrors(await _books.PaymentsAsync(), paid)),
            LedgerErrors = Count(
                LedgerErrors(await _books.PostedRefundsAsync(), paid).Concat(await _books.UnbalancedAsync())
            ),
            Untold = Count(Untold(await _books.CustomerMessagesAsync(), stored, parts)),
            Leftovers = Count((await _books.UnsentAsync()).Concat(await _books.OverdueAsync())),
            InErrorQueues = failed.Count,
            PoisonInjected = world.Poison.Count,
        };
    }

    private int Count(IEnumerable<string> wrong)
    {
        List<string> all = [.. wrong];
        Complaints.AddRange(all);
        return all.Count;
    }

    /// <summary>What came back counts as not paid.</summary>
    private static List<Paid> PaidOf(List<ProviderRefund> refunds) =>
        refunds.FindAll(x => !x.IsBack).ConvertAll(x => x.Paid);

    private static bool HasEnded(
        Accepted it,
        Dictionary<Guid, StoredReturn> stored,
        Dictionary<Guid, StoredPart> parts,
        List<Paid> paid
    ) =>
        stored.GetValueOrDefault(it.Id)?.State == it.EndState
        && paid.Where(x => parts.GetValueOrDefault(x.Part)?.ReturnId == it.Id).Sum(x => x.Amount) == it.Owed;

    private IEnumerable<string> Lost(
        Dictionary<Guid, StoredReturn> stored,
        Dictionary<Guid, StoredPart> parts,
        List<ProviderRefund> refunds
    )
    {
        var paid = PaidOf(refunds);
        var reversed = refunds
            .Where(x => x.IsBack)
            .Select(x => parts.GetValueOrDefault(x.Paid.Part)?.ReturnId)
            .ToHashSet();
        return load
            .Accepted.Where(x => !HasEnded(x, stored, parts, paid))
            .Where(x =>
                stored.GetValueOrDefault(x.Id) is not { IsParked: true } || !(x.IsDeclined || reversed.Contains(x.Id))
            )
            .Select(x => $"return {x.Id} ({x.Payment}, {x.Course}) is lost: {stored.GetValueOrDefault(x.Id)}")
            .Concat(
                stored
                    .Keys.Except(load.Accepted.Select(x => x.Id))
                    .Select(x => $"return {x} is one that nobody was told of: {stored[x]}")
            );
    }

    private static IEnumerable<string> DoubleRefunds(
        Dictionary<Guid, StoredPart> parts,
        List<ProviderRefund> refunds
    ) =>
        refunds
            .GroupBy(x => x.Paid.Part)
            .Where(x =>
                x.Count() > 1
                || parts.GetValueOrDefault(x.Key) is not { } part
                || part.Amount != x.Sum(y => y.Paid.Amount)
                // One that came back before we had heard of its success has failed.
                || !(x.First().IsBack ? part.Status is "reversed" or "failed" : part.Status == "succeeded")
            )
            .Select(x => $"part {x.Key} was paid {x.Count()} times: {parts.GetValueOrDefault(x.Key)}");

    private IEnumerable<string> OverRefunds(List<Paid> paid)
    {
        var captured = load.Accepted.GroupBy(x => x.Payment).ToDictionary(x => x.Key, x => x.Sum(y => y.Captured));
        return paid.GroupBy(x => x.Payment)
            .Where(x => x.Sum(y => y.Amount) > captured.GetValueOrDefault(x.Key))
            .Select(x => $"payment {x.Key} got {x.Sum(y => y.Amount)} back of {captured.GetValueOrDefault(x.Key)}");
    }

    private static IEnumerable<string> CapErrors(List<StoredPayment> payments, List<Paid> paid)
    {
        var back = paid.GroupBy(x => x.Payment).ToDictionary(x => x.Key, x => x.Sum(y => y.Amount));
        return payments
            .Where(x => x.Committed != back.GetValueOrDefault(x.Reference) || x.Committed > x.Captured)
            .Select(x => $"{x} of which the provider paid {back.GetValueOrDefault(x.Reference)}");
    }

    private static IEnumerable<string> LedgerErrors(List<Paid> posted, List<Paid> paid) =>
        posted
            .Except(paid)
            .Select(x => $"the ledger says that {x} was paid, the provider does not")
            .Concat(paid.Except(posted).Select(x => $"the provider has paid {x}, the ledger does not say so"));

    private static string? IdOf(string mail) =>
        mail.Split('\n').FirstOrDefault(x => x.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase))?.Trim();

    private IEnumerable<string> Untold(
        List<StoredMessage> messages,
        Dictionary<Guid, StoredReturn> stored,
        Dictionary<Guid, StoredPart> parts
    )
    {
        var mails = world.Mails.Select(IdOf).ToHashSet();
        var told = messages.ToLookup(x => (x.ReturnId, x.Step));
        foreach (var it in load.Accepted)
        {
            var isParked = stored.GetValueOrDefault(it.Id) is { IsParked: true };
            var delayed = parts.Values.Count(x => x.ReturnId == it.Id && x.Status is ("failed" or "reversed"));
            foreach (var (step, count) in it.Messages(isParked).Append(("refund_delayed", delayed)))
            {
                var all = told[(it.Id, step)].ToList();
                if (
                    all.Count != count
                    || all.Exists(x => x.Status != "sent" || !mails.Contains($"Message-Id: <{x.Id}@aftersales>"))
                )
                {
                    yield return $"return {it.Id} ({it.Course}), step {step}, {count} expected: {(all.Count == 0 ? "nothing" : string.Join(", ", all))}";
                }
            }
        }
    }

    /// <summary>How often each course came to its end, and how often a refund did not.</summary>
    private Dictionary<string, int> OutcomesOf(
        Dictionary<Guid, StoredReturn> stored,
        Dictionary<Guid, StoredPart> parts,
        List<ProviderRefund> refunds
    )
    {
        var paid = PaidOf(refunds);
        var back = refunds.Where(x => x.IsBack).Select(x => parts.GetValueOrDefault(x.Paid.Part)?.ReturnId).ToHashSet();
        var outcomes = Enum.GetValues<Course>().ToDictionary(x => $"{x}", _ => 0);
        (outcomes["Declined"], outcomes["Reversed"]) = (0, 0);
        foreach (var it in load.Accepted)
        {
            if (HasEnded(it, stored, parts, paid))
            {
                outcomes[$"{it.Course}"]++;
            }
            else if (stored.GetValueOrDefault(it.Id) is { IsParked: true })
            {
                outcomes[back.Contains(it.Id) ? "Reversed" : "Declined"]++;
            }
        }
        return outcomes;
    }
}
