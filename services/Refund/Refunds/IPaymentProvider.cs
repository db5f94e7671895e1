namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Pays refunds. An expected outcome is an answer, never an exception.</summary>
internal interface IPaymentProvider
{
    /// <summary>Submits a refund under the part's key: submitted twice under one key, it is paid once.</summary>
    Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation);

    /// <summary>
    /// Looks a part up, by the provider's id where it is known, else by ours: <c>Succeeded</c>, <c>Pending</c>, <c>Failed</c>,
    /// <c>Disputed</c>, <c>NotFound</c> or <c>TryLater</c>.
    /// </summary>
    Task<ProviderAnswer> FindAsync(RefundPart part, CancellationToken cancellation);

    /// <summary>Adds the tender's own rows to the commit that changes a part's status.</summary>
    /// <param name="refund">The refund.</param>
    /// <param name="part">The part with its new status.</param>
    /// <param name="before">Its status before.</param>
    void Record(Refund refund, RefundPart part, string before) { }
}

/// <param name="Outcome">The outcome.</param>
/// <param name="Detail">The reason, for the log: no payment, no secret.</param>
/// <param name="ProviderId">The provider's own id of the refund, once it was made.</param>
/// <param name="UnusableKey">The key that is used up: another worker may have replaced it since.</param>
internal sealed record ProviderAnswer(
    ProviderOutcome Outcome,
    string Detail,
    string? ProviderId = null,
    Guid? UnusableKey = null
)
{
    /// <summary>A person must act next; that makes the part due again, so it is not looked up meanwhile.</summary>
    public bool WaitsForPerson { get; init; }

    /// <summary>For <see cref="ProviderOutcome.Withheld"/>: no earlier request can still reach the provider.</summary>
    public bool CannotBeAtProvider { get; init; }
}

internal enum ProviderOutcome
{
    /// <summary>The money is on its way.</summary>
    Succeeded,

    /// <summary>The provider has accepted it, and reports later whether the money arrived.</summary>
    Pending,

    /// <summary>The provider made it and the money came back, perhaps long after it had succeeded.</summary>
    Failed,

    /// <summary>The provider can't refund this payment.</summary>
    Declined,

    /// <summary>The provider can't refund this payment, because of a chargeback.</summary>
    Disputed,

    /// <summary>The provider has less left of the payment than our ledger says: it was refunded elsewhere.</summary>
    RefundedElsewhere,

    /// <summary>The provider considers the request wrong.</summary>
    Rejected,

    /// <summary>The provider may have accepted it.</summary>
    Unknown,

    /// <summary>The attempt has changed nothing.</summary>
    TryLater,

    /// <summary>It was not made, and the provider has stored an error under this key: the next attempt uses a new one.</summary>
    KeyUnusable,

    /// <summary>The provider was not asked, because the payment is over its cap.</summary>
    Withheld,

    /// <summary>The provider does not know it.</summary>
    NotFound,
}
