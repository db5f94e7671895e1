using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>A return: the saga's row, with all that its commands say but the goods, so that each can be sent again.</summary>
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

    /// <summary>Since when it has this status.</summary>
    public DateTimeOffset StatusSince { get; set; }
    public int Version { get; set; }

    /// <summary>The trace of its request; all later traces link to it.</summary>
    public string? TraceParent { get; set; }

    /// <summary>The earliest due time of all that it waits for.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When it counts as stuck; null: it waits for nothing, or only for a person.</summary>
    public DateTimeOffset? StuckAfter { get; set; }

    /// <summary>When it was found to be stuck; null: it is not.</summary>
    public DateTimeOffset? StuckAt { get; set; }

    /// <summary>Why it waits for a person; null: it does not.</summary>
    public string? AttentionReason { get; set; }
    public DateTimeOffset? AttentionSince { get; set; }

    /// <summary>What an agent decides on; null: nothing.</summary>
    public Review? Review { get; set; }

    /// <summary>Until when it is to be decided, or the customer to answer: the review desk is listed by it.</summary>
    public DateTimeOffset? ReviewDueAt { get; set; }

    /// <summary>How many lines it requests: a page of the review desk ends where they are many.</summary>
    public int LineCount { get; init; }

    public required string Channel { get; init; }
    public Guid OrderId { get; init; }
    public required string OrderNumber { get; init; }
    public required string RmaNumber { get; init; }
    public required string Currency { get; init; }

    /// <summary>The storefront's own reference of the customer; null: the order has none.</summary>
    public string? Customer { get; init; }
    public string? Email { get; set; }
    public string? Locale { get; set; }
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>The hand-over deadline: by when the customer must hand the parcel to a carrier.</summary>
    public DateTimeOffset HandOverBy { get; set; }

    /// <summary>By when a parcel that was handed over in time must have arrived.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The version of the policy that decided the request, and decides everything after.</summary>
    public int PolicyVersion { get; init; }

    /// <summary>The storefront's when the return was requested: its days begin and end there.</summary>
    public string TimeZone { get; init; } = PolicyFacts.DefaultTimeZone;

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>By when the money must be back for goods that arrive at a time; needs the goods.</summary>
    public DateTimeOffset RefundBy(DateTimeOffset arrived) => Goods.Clocks.Refund.EndFrom(arrived, Zone);

    /// <summary>By when goods are to be judged whose inspection begins at a time; needs the goods.</summary>
    public DateTimeOffset JudgeBy(DateTimeOffset begun) => Goods.Clocks.Judgement.EndFrom(begun, Zone);

    /// <summary>The hand-over deadline, and the end of waiting, of a return that is approved at a time; needs the goods.</summary>
    public void SetDeadlines(DateTimeOffset approved)
    {
        HandOverBy = Goods.Clocks.HandOver.EndFrom(approved, Zone);
        ExpiresAt = Goods.Clocks.Transit.EndFrom(HandOverBy, Zone);
    }

    /// <summary>Whether it was ever approved: only then is its RMA number shown.</summary>
    public bool IsApproved { get; set; }

    /// <summary>The policy rule that decided.</summary>
    public required string Rule { get; init; }

    /// <summary>The payments of its own order, which the money goes back to.</summary>
    public required IReadOnlyList<CapturedPayment> Payments { get; set; }

    /// <summary>The version of the order that <see cref="Payments"/> are from: the highest version counts.</summary>
    public int? PaymentsVersion { get; set; }

    /// <summary>The number of that order's invoice; null: the storefront gave none.</summary>
    public string? InvoiceNumber { get; set; }

    /// <summary>The tax rate of that order's postage, in basis points; null: the storefront gave none.</summary>
    public int? ShippingTaxRate { get; set; }

    /// <summary>The orders of the same customer of which it brings lines as well; null: none.</summary>
    public IReadOnlyList<ReturnOrder>? FurtherOrders { get; set; }

    /// <summary>All its orders, its own first.</summary>
    public IEnumerable<ReturnOrder> Orders =>
        [new(OrderId, OrderNumber, Payments, PaymentsVersion, InvoiceNumber, ShippingTaxRate), .. FurtherOrders ?? []];

    /// <summary>The order number as its lines and units name it: null for its own.</summary>
    public string? FurtherNumber(string? orderNumber) => orderNumber == OrderNumber ? null : orderNumber;

    /// <param name="orderNumber">As a request names it; null: its own.</param>
    public LineKey KeyOf(string lineId, string? orderNumber) => new(lineId, FurtherNumber(orderNumber));

    public Guid OrderIdOf(LineKey line) =>
        line.OrderNumber is null ? OrderId : FurtherOrders!.First(x => x.Number == line.OrderNumber).Id;

    /// <summary>What is requested and what came; only some messages load it.</summary>
    public ReturnGoods Goods
    {
        get =>
            _goods ?? throw new InvalidOperationException($"The goods of return {CorrelationId} have not been loaded.");
        init => _goods = value;
    }

    /// <summary>Whether the goods are loaded.</summary>
    public bool HasGoods => _goods is not null;

    public required Expectation Expectation { get; set; }
    public IReadOnlyList<Round> Rounds { get; set; } = [];

    /// <summary>The parts of all rounds.</summary>
    public IReadOnlyList<RoundPart> Parts { get; set; } = [];

    /// <summary>Messages that the customer has not been sent yet.</summary>
    public IReadOnlyList<PendingMessage> PendingMessages { get; set; } = [];

    /// <summary>Why and since when units that came and are in no round wait for a person; null: there are none.</summary>
    public Attention? UnassignedAttention { get; set; }

    /// <summary>How often it has ended.</summary>
    public int Endings { get; set; }

    /// <summary>All refunds of it together, in minor units.</summary>
    public long RefundAmount { get; set; }

    /// <summary>How much of them was not paid because the order's payments could not give it: it went back by other means.</summary>
    public long Shortfall { get; set; }

    /// <summary>How much of <see cref="RefundAmount"/> was given beside the pieces: postage.</summary>
    public long PostageGiven { get; set; }

    /// <summary>Entries to add to its timeline; earlier ones are not loaded.</summary>
    public List<TimelineEntry> NewEntries { get; init; } = [];

    /// <summary>What this commit does to the pieces of its orders.</summary>
    public List<PieceChange> PieceChanges { get; } = [];

    /// <summary>What this commit changes in the customer's standing; null: nothing.</summary>
    public StandingCount? CountChange { get; set; }

    /// <summary>Those of the orders' pieces that another return has, where a message needs them: line and number.</summary>
    public IReadOnlySet<(LineKey Line, int Ordinal)> TakenPieces { get; set; } = new HashSet<(LineKey, int)>();
}

/// <param name="Reason">A word of <see cref="AttentionReasons"/>.</param>
internal sealed record Attention(string Reason, DateTimeOffset Since);
