namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// Planned refunds of a payment, as far as payments know them. What moves a cap calls it; the refunds' room, which builds on this one,
/// does the work.
/// </summary>
internal interface IOverCapParts
{
    /// <summary>
    /// Cancels what the payment can't give any more, with the next commit, as far as no worker has had it in hand: who has had their money
    /// elsewhere does not get it from another payment either, a person must look.
    /// </summary>
    Task CancelAsync(Payment payment, DateTimeOffset now, CancellationToken cancellation);
}
