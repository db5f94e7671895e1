using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>A return: the saga's row, and all that its next command needs to be said again.</summary>
internal sealed class Return : SagaStateMachineInstance, IDue, IVersioned, IStorefrontOwned, ITraced
{
    /// <summary>The return's id.</summary>
    public Guid CorrelationId { get; set; }
    Guid IDue.Id => CorrelationId;
    public required string StorefrontId { get; init; }

    /// <summary>The name of a state of <see cref="ReturnStateMachine"/>.</summary>
    public required string State { get; set; }
    public int Version { get; set; }

    /// <summary>The trace of its request, to which all later ones are linked.</summary>
    public string? TraceParent { get; set; }
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When it came into its state.</summary>
    public DateTimeOffset StateSince { get; set; }

    /// <summary>How often the present state has repeated itself.</summary>
    public int Nudges { get; set; }

    /// <summary>When it was found to be longer in its state than that allows; null: it was not.</summary>
    public DateTimeOffset? StuckAt { get; set; }

    public required string Channel { get; init; }
    public Guid OrderId { get; init; }
    public required string OrderNumber { get; init; }
    public required string RmaNumber { get; init; }
    public required string Currency { get; init; }

    /// <summary>The storefront's own name for the customer; null: not told.</summary>
    public string? Customer { get; init; }
    public string? Email { get; init; }
    public string? Locale { get; init; }
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>By when the parcel must be handed over.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>When a parcel that was handed over in time must have come.</summary>
    public DateTimeOffset ExpiresAt => Deadline + DefaultPolicy.Transit;

    /// <summary>The policy rule that decided.</summary>
    public required string Rule { get; init; }
    public required IReadOnlyList<ReturnLine> Lines { get; init; }
    public List<ReturnUnit> Units { get; init; } = [];

    /// <summary>Where the money can go back to.</summary>
    public required IReadOnlyList<CapturedPayment> Payments { get; set; }

    /// <summary>The version of the order that told them: a later one is right where two differ.</summary>
    public int? PaymentsVersion { get; set; }

    /// <summary>What happens now; the rows of before are not loaded.</summary>
    public List<TimelineEntry> News { get; init; } = [];

    /// <summary>Steps that the customer has not been told of yet.</summary>
    public IReadOnlyList<string> Untold { get; set; } = [];

    /// <summary>The merchant's invoice of the order; null: not told.</summary>
    public string? InvoiceNumber { get; set; }

    /// <summary>Of the order's postage, in basis points; null: not told.</summary>
    public int? ShippingTaxRate { get; set; }

    public Guid? InspectionId { get; set; }
    public Guid? RefundId { get; set; }
    public long RefundAmount { get; set; }

    /// <summary>How much of the refund is given as store credit, because its lines asked for that.</summary>
    public long StoreCredit { get; set; }
    public string? RefundStatus { get; set; }

    /// <summary>What had been refunded and came back to the merchant, in minor units.</summary>
    public long Reversed { get; set; }

    /// <summary>By when the customer was promised the money; null: the goods have not come.</summary>
    public DateTimeOffset? PromisedBy { get; set; }

    /// <summary>Whose verdict made the refund: the subject of a key.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>Why a person must look, in the state UnderReview.</summary>
    public string? ParkedBecause { get; set; }
}

/// <param name="TaxRate">Basis points, as the order said when it was asked for; null: it did not.</param>
internal sealed record ReturnLine(
    string LineId,
    string Sku,
    string? Gtin,
    string? Description,
    int Quantity,
    string Reason,
    string Resolution,
    string? Comment,
    string Rule,
    int? TaxRate = null
);
