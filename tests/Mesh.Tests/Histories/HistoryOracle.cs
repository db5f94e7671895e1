using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>
/// Compares the tables of the services with each other, with the provider's records and with the mails: each service's tables
/// are the evidence against another's.
/// </summary>
/// <param name="receipts">The orders whose goods were unpacked in a receipt.</param>
/// <param name="quotes">What returns were quoted before they were requested.</param>
internal sealed class HistoryOracle(
    HistoryTables tables,
    HistoryMesh mesh,
    IReadOnlyDictionary<Guid, string> receipts,
    IReadOnlyDictionary<Guid, Quoted> quotes
)
{
    private readonly HistoryFlaws _flaws = new();

    /// <summary>What is wrong, by the number of the order.</summary>
    public ILookup<string, string> Wrong => _flaws.ByOrder;

    /// <summary>The orders that have returns which have not ended, or wait for a person, and those of an open appeal.</summary>
    public HashSet<string> Open { get; } =
    [
        .. tables
            .Returns.Where(x =>
                !ReturnStates.Ended.Contains(x.State)
                || x is not { DueAt: null, AttentionReason: null, PendingMessages.Count: 0 }
            )
            .Select(x => x.OrderNumber),
        .. tables.Appeals.Where(x => x.Told is null).Select(tables.OrderOf),
    ];

    /// <summary>How often each kind of event stands in a timeline, and what no timeline tells.</summary>
    public IReadOnlyDictionary<string, int> Kinds =>
        tables
            .Timeline.Select(x => x.Event.Kind)
            .Concat(tables.Returns.SelectMany(x => x.Rounds).Where(x => x.No == 2).Select(_ => "second_round"))
            .Concat(tables.Returns.SelectMany(x => x.Goods.Unassigned).Select(x => x.Reason))
            .Concat(
                tables.Returns.Where(x => x.Parts.DistinctBy(y => y.Subject).Count() > 1).Select(_ => "several_orders")
            )
            .Concat(tables.Bonuses.Select(_ => "store_credit_bonus"))
            .Concat(quotes.Select(_ => "quoted"))
            .Concat(
                tables
                    .Appeals.Where(x => x.AnsweredAt is not null)
                    .Select(x => x.AnsweredBy == Appeal.ByPolicy ? "appeal_by_default" : "appeal_answered")
            )
            .CountBy(x => x)
            .ToDictionary(StringComparer.Ordinal);

    /// <summary>What holds whenever nothing is under way.</summary>
    public HistoryOracle Watch()
    {
        WatchWaiting();
        new GoodsOracle(tables, receipts, _flaws).Watch();
        new MoneyOracle(tables, mesh, quotes, _flaws).Watch();
        tables.Failures.ToList().ForEach(x => _flaws.Check("", false, x));
        return this;
    }

    /// <summary>What holds in the end.</summary>
    public HistoryOracle Judge()
    {
        JudgeEnds();
        new GoodsOracle(tables, receipts, _flaws).Judge();
        new MoneyOracle(tables, mesh, quotes, _flaws).Judge();
        new MessageOracle(tables, mesh, _flaws).Judge();
        return this;
    }

    /// <summary>Nothing waits that no list shows.</summary>
    private void WatchWaiting()
    {
        foreach (var it in tables.Returns)
        {
            var hasEnded = ReturnStates.Ended.Contains(it.State);
            _flaws.Check(
                it,
                hasEnded || it.DueAt is not null || it.AttentionReason is not null,
                "waits for nothing and for nobody"
            );
            _flaws.Check(it, it.PendingMessages.Count == 0 || it.DueAt is not null, "has messages that nobody repeats");
            _flaws.Check(
                it,
                (it.AttentionReason is not null) == tables.Parked.Contains(it.CorrelationId),
                $"waits for a person ({it.AttentionReason}), says its row, and the list of such returns does not agree"
            );
        }
    }

    private void JudgeEnds()
    {
        foreach (var order in Open)
        {
            var states = tables
                .Returns.Where(x => x.OrderNumber == order)
                .Select(x => $"{x.Status} {x.AttentionReason} due {x.DueAt:u}");
            _flaws.Check(order, false, $"has not ended: {string.Join("; ", states)}");
        }
        foreach (var receipt in tables.Receipts.Where(x => x.ClosedAt is null))
        {
            _flaws.Check(
                receipts.GetValueOrDefault(receipt.PublicId, ""),
                false,
                $"receipt {receipt.PublicId} is still open"
            );
        }
    }
}
