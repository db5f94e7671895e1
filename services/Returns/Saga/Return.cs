using System.Text.Json;
using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>A return: the saga's row, with all that its commands say, so that each can be sent again.</summary>
internal sealed class Return : SagaStateMachineInstance, IDue, IVersioned, IStorefrontOwned, ITraced
{
    public const int MaxInvoiceNumber = 100;

    public static string StatusOf(string state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state);

    /// <summary>The return's id.</summary>
    public Guid CorrelationId { get; set; }
    Guid IDue.Id => CorrelationId;
    public required string StorefrontId { get; init; }

    /// <summary>The name of a state of <see cref="ReturnStateMachine"/>.</summary>
    public required string State { get; set; }

    /// <summary>The state as the API names it, for example <c>awaiting_parcel</c>.</summary>
    public string Status => StatusOf(State);
    public int Version { get; set; }

    /// <summary>The trace of its request; all later traces link to it.</summary>
    public string? TraceParent { get; set; }
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When it entered its state.</summary>
    public DateTimeOffset StateSince { get; set; }

    /// <summary>How often its state has repeated its command.</summary>
    public int Nudges { get; set; }

    /// <summary>When it was found to be stuck in its state; null: it is not.</summary>
    public DateTimeOffset? StuckAt { get; set; }

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
    public DateTimeOffset HandOverBy { get; init; }

    /// <summary>By when a parcel that was handed over in time must have arrived.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The version of the policy that decided the request, and decides everything after.</summary>
    public int PolicyVersion { get; init; }

    /// <summary>How long each step may take.</summary>
    public ClockTerms Clocks { get; init; } = new();

    /// <summary>The storefront's when the return was requested: its days begin and end there.</summary>
    public string TimeZone { get; init; } = PolicyFacts.DefaultTimeZone;

    /// <summary>What is done with its units by grade.</summary>
    public IReadOnlyList<GradeDispositions> GradeDispositions { get; init; } = [];

    /// <summary>By when the money must be back for goods that arrive at a time.</summary>
    public DateTimeOffset RefundBy(DateTimeOffset arrived) =>
        Clocks.Refund.EndFrom(arrived, TimeZoneInfo.FindSystemTimeZoneById(TimeZone));

    /// <summary>The policy rule that decided.</summary>
    public required string Rule { get; init; }
    public required IReadOnlyList<ReturnLine> Lines { get; init; }
    public List<ReturnUnit> Units { get; init; } = [];

    /// <summary>The order's payments, which the money goes back to.</summary>
    public required IReadOnlyList<CapturedPayment> Payments { get; set; }

    /// <summary>The version of the order that <see cref="Payments"/> are from: the highest version counts.</summary>
    public int? PaymentsVersion { get; set; }

    /// <summary>Entries to add to its timeline; earlier ones are not loaded.</summary>
    public List<TimelineEntry> NewEntries { get; init; } = [];

    /// <summary>Messages that the customer has not been sent yet.</summary>
    public IReadOnlyList<PendingMessage> PendingMessages { get; set; } = [];

    /// <summary>The number of the order's invoice; null: the storefront gave none.</summary>
    public string? InvoiceNumber { get; set; }

    /// <summary>The tax rate of the order's postage, in basis points; null: the storefront gave none.</summary>
    public int? ShippingTaxRate { get; set; }

    public Guid? InspectionId { get; set; }
    public Guid? RefundId { get; set; }
    public long RefundAmount { get; set; }

    /// <summary>How much of the refund was requested as store credit.</summary>
    public long StoreCredit { get; set; }

    /// <summary>How much of the refund was given as store credit, on request or because the order was paid with it; null: not refunded yet.</summary>
    public long? StoreCreditGiven { get; set; }

    /// <summary>How much of the refund was not paid because the order's payments could not give it: it went back by other means.</summary>
    public long Shortfall { get; set; }

    public string? RefundStatus { get; set; }

    /// <summary>How much of the refund was reversed, in minor units.</summary>
    public long Reversed { get; set; }

    /// <summary>By when the customer was promised the money; null until the goods have come.</summary>
    public DateTimeOffset? PromisedBy { get; set; }

    /// <summary>The id of the person whose verdict the refund rests on: they may not approve it as well.</summary>
    public string? VerdictBy { get; set; }

    /// <summary>Why the return is parked; null: it is not.</summary>
    public string? ParkedReason { get; set; }
}
