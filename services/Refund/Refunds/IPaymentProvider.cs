namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Who moves the money. An expected outcome is an answer, never an exception.</summary>
internal interface IPaymentProvider
{
    /// <summary>Asks for a refund under the part's present key: asked twice, it is paid once.</summary>
    Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation);

    /// <summary>
    /// Looks a part up, by the provider's id where we know it, else by ours: <c>Succeeded</c>, <c>Pending</c>,
    /// <c>Failed</c>, <c>Disputed</c>, <c>NotFound</c>, or <c>TryLater</c>.
    /// </summary>
    Task<ProviderAnswer> FindAsync(RefundPart part, CancellationToken cancellation);

    /// <summary>Writes what a part's new status means to this tender, in the commit that says so.</summary>
    /// <param name="refund">The refund.</param>
    /// <param name="part">The part, as it is now.</param>
    /// <param name="before">Its status before.</param>
    void Record(Refund refund, RefundPart part, string before) { }
}

/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">Why, fit for a log: no payment, no secret.</param>
/// <param name="ProviderId">The provider's own id of the refund, when it was made.</param>
/// <param name="SpentKey">The key that is spent: another worker may have taken a new one since.</param>
internal sealed record ProviderAnswer(
    ProviderOutcome Outcome,
    string Detail,
    string? ProviderId = null,
    Guid? SpentKey = null
)
{
    /// <summary>A person has it, and says when there is news: it is not looked up meanwhile.</summary>
    public bool WillBeTold { get; init; }

    /// <summary>Of one that is withheld: when it was looked up, nothing that was asked before could still be on its way.</summary>
    public bool IsNowhere { get; init; }
}

internal enum ProviderOutcome
{
    /// <summary>The money is on its way.</summary>
    Succeeded,

    /// <summary>The provider has it and will do it; whether the money gets there shows later.</summary>
    Pending,

    /// <summary>It was made and did not get there, be it long after it had succeeded: the merchant has the money again.</summary>
    Failed,

    /// <summary>It will not be paid back to this payment.</summary>
    Declined,

    /// <summary>It will not be paid back, as the customer's bank takes it back.</summary>
    Disputed,

    /// <summary>Less is left on the payment than we think: it went back past us.</summary>
    RefundedElsewhere,

    /// <summary>The request makes no sense to the provider: our mistake.</summary>
    Rejected,

    /// <summary>It may have been taken.</summary>
    Unknown,

    /// <summary>This attempt has changed nothing.</summary>
    TryLater,

    /// <summary>It was not made, and under this key the provider will only ever say so again: the next attempt takes a new one.</summary>
    Spent,

    /// <summary>The provider was not asked: the payment can't give it any more.</summary>
    Withheld,

    /// <summary>The provider has never heard of it.</summary>
    NotFound,
}
