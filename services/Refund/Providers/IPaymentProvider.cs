namespace AfterSalesMesh.Refund.Providers;

/// <summary>Who moves the money. An expected outcome is an answer, never an exception.</summary>
internal interface IPaymentProvider
{
    /// <summary>Asks for a refund, with the part's id as idempotency key and reference: asked twice, it is paid once.</summary>
    Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation);

    /// <summary>Looks a part up by its id: <c>Succeeded</c>, <c>NotFound</c>, or <c>TryLater</c>.</summary>
    Task<ProviderAnswer> FindAsync(Guid part, CancellationToken cancellation);
}

/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">Why, fit for a log: no payment, no secret.</param>
/// <param name="ProviderId">The provider's own id of the refund, when it succeeded.</param>
internal sealed record ProviderAnswer(ProviderOutcome Outcome, string Detail, string? ProviderId = null);

internal enum ProviderOutcome
{
    /// <summary>The money is on its way.</summary>
    Succeeded,

    /// <summary>It will not be paid back to this payment.</summary>
    Declined,

    /// <summary>The request makes no sense to the provider: our mistake.</summary>
    Rejected,

    /// <summary>It may have been taken.</summary>
    Unknown,

    /// <summary>This attempt has changed nothing.</summary>
    TryLater,

    /// <summary>The provider has never heard of it.</summary>
    NotFound,
}
