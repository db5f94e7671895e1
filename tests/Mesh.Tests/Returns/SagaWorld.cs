using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using Shouldly;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>
/// A return on the saga's tables alone, with what its rows and the order's pieces would be in a database. Commands are collected;
/// a test answers them.
/// </summary>
internal sealed class SagaWorld
{
    public static readonly DateTimeOffset Requested = Returns.Orders.Delivered.AddDays(1);
    public static readonly Instructor Agent = new("agent-1", "Ada");

    private readonly Dictionary<(string LineId, int Ordinal), (Guid? ReservedBy, long? Given, bool DeductsSet)> _pieces;

    public SagaWorld(Return saga, SagaWorld? sameOrder = null)
    {
        (Saga, _pieces) = (saga, sameOrder?._pieces ?? []);
        Deducted = sameOrder?.Deducted ?? [];
        foreach (var key in saga.Goods.Deductions.SelectMany(x => x.Terms.Keys))
        {
            Deducted.TryAdd(
                key,
                new()
                {
                    OrderId = saga.OrderId,
                    Set = key,
                    StorefrontId = saga.StorefrontId,
                }
            );
        }
        WritePieces();
    }

    /// <summary>Two pieces of one line at 10.00, requested for a refund.</summary>
    public static SagaWorld OfTwo() => new(Request(Returns.Orders.Of(0, Returns.Orders.Line("a", 2, 1000)), ("a", 2)));

    public static Return Request(Order order, params (string LineId, int Quantity)[] lines)
    {
        var draft = new ReturnDraft(order, [], Requested);
        return draft.ToReturn([
            .. lines.Select(x => new ReturnLineRequest(x.LineId, x.Quantity, Reasons.TooSmall, Resolutions.Refund)),
        ]);
    }

    public Return Saga { get; }

    /// <summary>What promotions and sets have deducted from the refunds of the order.</summary>
    public Dictionary<string, DeductedAmount> Deducted { get; }

    /// <summary>The refunded pieces of the order, by line.</summary>
    public Dictionary<string, PiecesBack> GivenByLine =>
        _pieces
            .Where(x => x.Value.Given is not null)
            .GroupBy(x => x.Key.LineId)
            .ToDictionary(x => x.Key, x => new PiecesBack(x.Count(), x.Count(y => y.Value.DeductsSet)));

    /// <summary>What a further return of the order has to know of this one.</summary>
    public OtherReturns AsOthers =>
        new(
            _pieces
                .Where(x => x.Value.ReservedBy is not null)
                .GroupBy(x => x.Key.LineId)
                .ToDictionary(
                    x => x.Key,
                    x => new OtherPieces(0, x.Count(y => y.Value.Given is not null), x.Count(y => y.Value.DeductsSet))
                ),
            Deducted.ToDictionary(x => x.Key, x => x.Value.Amount)
        );

    public DateTimeOffset Now { get; set; } = Requested;

    /// <summary>All that was sent so far.</summary>
    public List<object> Sent { get; } = [];

    public IReadOnlyDictionary<(string LineId, int Ordinal), (Guid? ReservedBy, long? Given, bool DeductsSet)> Pieces =>
        _pieces;

    public IEnumerable<T> SentOf<T>() => Sent.OfType<T>();

    /// <summary>The steps that the customer was told, each message once.</summary>
    public IEnumerable<string> Told => SentOf<TellCustomer>().DistinctBy(x => x.MessageId).Select(x => x.Step);

    public IEnumerable<string> Timeline => Saga.NewEntries.Select(x => x.Event.Kind);

    public RoundPart Refund => Saga.Parts[^1];

    public TransitionTable<ReturnStep>.Transition Handle<T>(T happened)
        where T : notnull
    {
        Saga.TakenPieces = _pieces
            .Where(x => x.Value.ReservedBy is { } other && other != Saga.CorrelationId)
            .Select(x => (new LineKey(x.Key.LineId), x.Key.Ordinal))
            .ToHashSet();
        Saga.OrderRefunds = new Dictionary<Guid, OrderRefunds> { [Saga.OrderId] = new(Deducted, GivenByLine) };
        var step = new ReturnStep(Saga, happened is SagaIsDue due ? due.At : Now);
        var row = ReturnTable.Handle(step, happened);
        Sent.AddRange(step.Commands.Select(x => x.Command));
        WritePieces();
        return row;
    }

    /// <summary>Handles a message that comes twice: the second time it changes nothing.</summary>
    public void HandleTwice<T>(T happened)
        where T : notnull
    {
        Handle(happened);
        var (before, told) = (Snapshot(), Saga.NewEntries.Count);
        Handle(happened);
        Snapshot().ShouldBe(before);
        Saga.NewEntries.Count.ShouldBe(told);
    }

    /// <summary>The row as JSON, without what a repeat may move.</summary>
    public string Snapshot() =>
        System.Text.Json.JsonSerializer.Serialize(
            new
            {
                Saga.State,
                Saga.Status,
                Saga.Expectation,
                Saga.Rounds,
                Saga.Parts,
                Saga.PendingMessages,
                Saga.Goods.Lines,
                Saga.Goods.Units,
                Saga.Goods.Unassigned,
                Saga.AttentionReason,
                Saga.RefundAmount,
                Saga.NotPaid,
                Saga.PostageGiven,
                Saga.Endings,
                Saga.Review,
                Saga.HandOverBy,
            }
        );

    public void Approve() => Handle(new Approval());

    /// <summary>The policy leaves the request to an agent, who has 48 hours.</summary>
    public void Refer(string agentDefault = AgentDefaults.Approve) => Handle(Referral(Now, agentDefault));

    public static Referral Referral(DateTimeOffset now, string agentDefault) =>
        new(
            new Review(
                ReviewWaits.Agent,
                now,
                now.AddHours(48),
                agentDefault,
                [new FiredRule("reviews", "high_value", "review", new LocalText("金额较高。", "The amount is high."))],
                [],
                null,
                []
            )
        );

    public SagaIsDue Due(DateTimeOffset at) => new(Saga.CorrelationId, at, at);

    public ReceiptClosed Closed(int number, int units, bool nothingMore = false, params UnplacedUnit[] unplaced) =>
        new(
            Saga.CorrelationId,
            "demo",
            number,
            ReceiptOf(number),
            [.. Enumerable.Range(0, units).Select(i => new ReceivedUnit(UnitOf(i), "1", "a", "sku-a"))],
            unplaced,
            nothingMore,
            Now
        );

    public ReceiptOpened Opened(int number) => new(Saga.CorrelationId, "demo", ReceiptOf(number), Now);

    public RestAwaited RestAwaited(int number) => new(Saga.CorrelationId, "demo", ReceiptOf(number), Now);

    public InspectionCompleted Verdict(int round = 1, string disposition = Dispositions.Restock) =>
        new(
            Saga.CorrelationId,
            "demo",
            ReturnCommands.InspectionIdOf(Saga, round),
            round,
            [
                .. Saga
                    .Goods.Units.Where(x => x.Round == round)
                    .Select(x => new UnitVerdict(x.UnitId!.Value, x.LineId, Grades.A, disposition)),
            ],
            Now,
            "the inspector"
        );

    public UnitsNotJudged NotJudged(int round = 1) =>
        new(Saga.CorrelationId, "demo", ReturnCommands.InspectionIdOf(Saga, round), round);

    public RefundSubmitted Submitted() =>
        new(Saga.CorrelationId, "demo", Refund.PartId, Refund.Round, Refund.Amount, "EUR", Now);

    public RefundSucceeded Succeeded(RoundPart? part = null) =>
        new(
            Saga.CorrelationId,
            "demo",
            (part ?? Refund).PartId,
            (part ?? Refund).Round,
            (part ?? Refund).Amount,
            "EUR",
            Now
        );

    public RefundFailed Failed(string reason = "declined") =>
        new(Saga.CorrelationId, "demo", Refund.PartId, Refund.Round, Refund.Amount, "EUR", reason, Now);

    public RefundReversed Reversed(long amount) =>
        new(Saga.CorrelationId, "demo", Refund.PartId, Refund.Round, amount, Refund.Amount - amount, "EUR", Now);

    public ParcelNotSeen NotSeen() => new(Saga.CorrelationId, "demo", Saga.Expectation.Revision);

    public CustomerTold ToldOf(PendingMessage message) =>
        new(Saga.CorrelationId, "demo", ReturnCommands.MessageIdOf(Saga, message), message.Step, "sent", Now);

    public static Cancellation Cancellation() => new(Agent);

    public static ManualClosing Closing() => new(Agent, "settled in the shop");

    public static NewRound NewRound() => new(Agent);

    public static LineReduction Reduction(int keep) => new(Agent, [new ReducedLine("a", Reasons.TooSmall, keep)]);

    private static Guid UnitOf(int i) => new(i + 1, 0, 0, new byte[8]);

    private static Guid ReceiptOf(int number) => new(number, 1, 0, new byte[8]);

    /// <summary>As the database does it: a change whose piece is not as it says, or for which something was given, fails.</summary>
    private void WritePieces()
    {
        foreach (var change in Saga.PieceChanges)
        {
            var key = (change.Line.LineId, change.Ordinal);
            _pieces.TryGetValue(key, out var piece).ShouldBe(change.Terms is not { IsNew: true } || piece != default);
            piece.ReservedBy.ShouldBe(change.Was);
            piece.Given.ShouldBeNull();
            _pieces[key] = (change.ReservedBy, change.Given, change.Terms?.DeductsSet ?? piece.DeductsSet);
        }
        Saga.PieceChanges.Clear();
    }
}
