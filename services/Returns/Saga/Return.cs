using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>A return: the saga's row. It has everything that its commands contain except the goods, so that each command can be sent again.</summary>
internal sealed class Return : SagaStateMachineInstance, IDue, IVersioned, IStorefrontOwned, ITraced
{
    public const int MaxInvoiceNumber = 100;

    private ReturnGoods? _goods;

    /// <summary>The return's id.</summary>
    public Guid CorrelationId { get; set; }
    Guid IDue.Id => CorrelationId;
    public required string StorefrontId { get; init; }

    /// <summary>One of <see cref="ReturnStates"/>.</summary>
    public required string State { get; set; }

    /// <summary>The state as the API names it, for example <c>awaiting_parcel</c>: see <see cref="ReturnStatuses"/>.</summary>
    public required string Status { get; set; }

    /// <summary>Since when the return has this status.</summary>
    public DateTimeOffset StatusSince { get; set; }
    public int Version { get; set; }

    /// <summary>The trace of its request; all later traces link to it.</summary>
    public string? TraceParent { get; set; }

    /// <summary>The earliest due time of everything that the return waits for.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When the return counts as stuck; null: it waits for nothing, or only for a person.</summary>
    public DateTimeOffset? StuckAfter { get; set; }

    /// <summary>When the return was found to be stuck; null: it is not stuck.</summary>
    public DateTimeOffset? StuckAt { get; set; }

    /// <summary>The reason why the return waits for a person; null: it does not.</summary>
    public string? AttentionReason { get; set; }
    public DateTimeOffset? AttentionSince { get; set; }

    /// <summary>The review by an agent; null: none.</summary>
    public Review? Review { get; set; }

    /// <summary>The deadline of the agent or the customer, by which the review desk is sorted.</summary>
    public DateTimeOffset? ReviewDueAt { get; set; }

    /// <summary>The number of requested units, which limits the pages of the review desk.</summary>
    public int UnitCount { get; init; }

    public required string Channel { get; init; }
    public Guid OrderId { get; init; }
    public required string OrderNumber { get; init; }
    public required string RmaNumber { get; init; }
    public required string Currency { get; init; }

    /// <summary>The storefront's own reference of the customer, who gets store credit; null: the order has none.</summary>
    public string? Customer { get; set; }
    public string? Email { get; set; }
    public string? Locale { get; set; }
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>The hand-over deadline: by when the customer must hand the parcel to a carrier.</summary>
    public DateTimeOffset HandOverBy { get; set; }

    /// <summary>By when a parcel that was handed over in time must have arrived.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The version of the policy that decided the request and also applies to all later steps.</summary>
    public int PolicyVersion { get; init; }

    /// <summary>The storefront's time zone when the return was requested, for calendar days.</summary>
    public string TimeZone { get; init; } = PolicyFacts.DefaultTimeZone;

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>By when goods that arrive at the given time must be refunded. The goods must be loaded.</summary>
    public DateTimeOffset RefundBy(DateTimeOffset arrived) => Goods.Clocks.Refund.EndFrom(arrived, Zone);

    /// <summary>By when the verdict is due if the inspection begins at the given time. The goods must be loaded.</summary>
    public DateTimeOffset JudgeBy(DateTimeOffset begun) => Goods.Clocks.Judgement.EndFrom(begun, Zone);

    /// <summary>Sets the hand-over deadline and the end of waiting for a return approved at the given time. The goods must be loaded.</summary>
    public void SetDeadlines(DateTimeOffset approved)
    {
        HandOverBy = Goods.Clocks.HandOver.EndFrom(approved, Zone);
        ExpiresAt = Goods.Clocks.Transit.EndFrom(HandOverBy, Zone);
    }

    /// <summary>True when the return was ever approved: only then is its RMA number shown.</summary>
    public bool IsApproved { get; set; }

    /// <summary>The policy rule that decided the request.</summary>
    public required string Rule { get; init; }

    /// <summary>The payments of the return's own order, to which the money goes back.</summary>
    public required IReadOnlyList<CapturedPayment> Payments { get; set; }

    /// <summary>The version of the order that <see cref="Payments"/> are from: the highest version counts.</summary>
    public int? PaymentsVersion { get; set; }

    /// <summary>The number of that order's invoice; null: not given.</summary>
    public string? InvoiceNumber { get; set; }

    /// <summary>The tax rate of that order's postage, in basis points; null: not given.</summary>
    public int? ShippingTaxRate { get; set; }

    /// <summary>Further orders of the same customer with lines in this return; null: none.</summary>
    public IReadOnlyList<ReturnOrder>? FurtherOrders { get; set; }

    /// <summary>All orders of the return, its own order first.</summary>
    public IEnumerable<ReturnOrder> Orders =>
        [new(OrderId, OrderNumber, Payments, PaymentsVersion, InvoiceNumber, ShippingTaxRate), .. FurtherOrders ?? []];

    /// <summary>The order number as lines and units of the return store it: null for the return's own order.</summary>
    public string? FurtherNumber(string? orderNumber) => orderNumber == OrderNumber ? null : orderNumber;

    /// <param name="orderNumber">The order number in a request; null: the return's own order.</param>
    public LineKey KeyOf(string lineId, string? orderNumber) => new(lineId, FurtherNumber(orderNumber));

    public Guid OrderIdOf(LineKey line) => OrderIdOf(line.OrderNumber);

    /// <param name="furtherNumber">One of <see cref="FurtherOrders"/>; null: the return's own order.</param>
    public Guid OrderIdOf(string? furtherNumber) =>
        furtherNumber is null ? OrderId : FurtherOrders!.First(x => x.Number == furtherNumber).Id;

    /// <summary>The requested and received goods, which only some messages load.</summary>
    public ReturnGoods Goods
    {
        get =>
            _goods ?? throw new InvalidOperationException($"The goods of return {CorrelationId} have not been loaded.");
        init => _goods = value;
    }

    /// <summary>True when the goods are loaded.</summary>
    public bool HasGoods => _goods is not null;

    public required Expectation Expectation { get; set; }
    public IReadOnlyList<Round> Rounds { get; set; } = [];

    /// <summary>The parts of all rounds.</summary>
    public IReadOnlyList<RoundPart> Parts { get; set; } = [];

    /// <summary>Messages that were not yet sent to the customer.</summary>
    public IReadOnlyList<PendingMessage> PendingMessages { get; set; } = [];

    /// <summary>Why and since when received units without a round wait for a person; null: there are none.</summary>
    public Attention? UnassignedAttention { get; set; }

    /// <summary>How often the return has ended.</summary>
    public int Endings { get; set; }

    /// <summary>The sum of its refunds, in minor units.</summary>
    public long RefundAmount { get; set; }

    /// <summary>How much of that sum is not paid and is no longer promised: the sum of <see cref="RoundPart.NotPaid"/>.</summary>
    public long NotPaid { get; set; }

    /// <summary>The postage within <see cref="RefundAmount"/>, which is not part of the amounts given for pieces.</summary>
    public long PostageGiven { get; set; }

    /// <summary>New timeline entries of this commit; earlier ones are not loaded.</summary>
    public List<TimelineEntry> NewEntries { get; init; } = [];

    /// <summary>The changes of this commit to the orders' pieces.</summary>
    public List<PieceChange> PieceChanges { get; } = [];

    /// <summary>The change of this commit to the customer's standing; null: none.</summary>
    public StandingCount? CountChange { get; set; }

    /// <summary>What was refunded for its orders so far, by order; loaded only where deductions depend on it.</summary>
    public IReadOnlyDictionary<Guid, OrderRefunds> OrderRefunds { get; set; } = new Dictionary<Guid, OrderRefunds>();

    /// <summary>The pieces of the orders that other returns have reserved, by line and number; loaded only for messages that need them.</summary>
    public IReadOnlySet<(LineKey Line, int Ordinal)> TakenPieces { get; set; } = new HashSet<(LineKey, int)>();

    /// <summary>The pieces that it has released and whose amounts in their order have changed since; loaded with <see cref="TakenPieces"/>.</summary>
    public IReadOnlySet<(LineKey Line, int Ordinal)> ChangedPieces { get; set; } = new HashSet<(LineKey, int)>();
}

/// <param name="Reason">One of <see cref="AttentionReasons"/>.</param>
internal sealed record Attention(string Reason, DateTimeOffset Since);
