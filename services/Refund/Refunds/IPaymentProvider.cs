namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Pays refunds. Expected outcomes are answers, never exceptions.</summary>
internal interface IPaymentProvider
{
    /// <summary>Submits a refund with the part's idempotency key: submitted twice with one key, it is paid once.</summary>
    Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation);

    /// <summary>
    /// Looks a part up by the provider's id if it is known, else by ours: <c>Succeeded</c>, <c>Pending</c>, <c>Failed</c>,
    /// <c>Disputed</c>, <c>NotFound</c> or <c>TryLater</c>.
    /// </summary>
    Task<ProviderAnswer> FindAsync(RefundPart part, CancellationToken cancellation);

    /// <summary>Adds the tender's own rows to the commit that changes a part's status.</summary>
    /// <param name="refund">The refund.</param>
    /// <param name="part">The part with its new status.</param>
    /// <param name="before">Its status before.</param>
    /// <param name="cancellation">Cancels it.</param>
    Task RecordAsync(Refund refund, RefundPart part, string before, CancellationToken cancellation) =>
        Task.CompletedTask;
}

/// <param name="Outcome">The outcome.</param>
/// <param name="Detail">The reason, for the log: contains no payment and no secret.</param>
/// <param name="ProviderId">The provider's own id of the refund, once it was made.</param>
/// <param name="UnusableKey">The key that cannot be used again: another worker may have replaced it since.</param>
internal sealed record ProviderAnswer(
    ProviderOutcome Outcome,
    string Detail,
    string? ProviderId = null,
    Guid? UnusableKey = null
)
{
    /// <summary>True when a person must act next; this makes the part due again, so it is not looked up meanwhile.</summary>
    public bool WaitsForPerson { get; init; }

    /// <summary>For <see cref="ProviderOutcome.Withheld"/>: true when no earlier request can still reach the provider.</summary>
    public bool CannotBeAtProvider { get; init; }
}

internal enum ProviderOutcome
{
    /// <summary>The money is on its way.</summary>
    Succeeded,

    /// <summary>The provider has accepted it, and reports later whether the money arrived.</summary>
    Pending,

    /// <summary>The provider made the refund and the money came back, perhaps long after it had succeeded.</summary>
    Failed,

    /// <summary>The provider cannot refund this payment.</summary>
    Declined,

    /// <summary>The provider cannot refund this payment, because of a chargeback.</summary>
    Disputed,

    /// <summary>The provider has less of the payment left than our ledger: it was refunded elsewhere.</summary>
    RefundedElsewhere,

    /// <summary>The provider considers the request wrong.</summary>
    Rejected,

    /// <summary>The provider may have accepted the refund.</summary>
    Unknown,

    /// <summary>The attempt has changed nothing.</summary>
    TryLater,

    /// <summary>The refund was not made, and the provider has stored an error for this key: the next attempt uses a new key.</summary>
    KeyUnusable,

    /// <summary>The provider was not asked, because the payment is over its cap.</summary>
    Withheld,

    /// <summary>The provider does not have the refund.</summary>
    NotFound,
}
