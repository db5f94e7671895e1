namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// The provider reported a dispute of a payment that no refund has named, so its storefront is not known. Who knows it answers with
/// <see cref="NamePaymentOwner"/>; the dispute waits until then.
/// </summary>
/// <param name="Payments">The names by which an order may know the payment, one or two.</param>
/// <param name="At">When the dispute was reported, UTC.</param>
public sealed record PaymentOwnerUnknown(IReadOnlyList<string> Payments, DateTimeOffset At);
