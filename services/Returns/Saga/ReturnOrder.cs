using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>An order of which a return brings lines, with what its refunds need.</summary>
/// <param name="Payments">Its payments, which the money goes back to.</param>
/// <param name="PaymentsVersion">The version of the order that they are from: the highest version counts.</param>
/// <param name="InvoiceNumber">The number of its invoice; null: the storefront gave none.</param>
/// <param name="ShippingTaxRate">The tax rate of its postage, in basis points; null: the storefront gave none.</param>
internal sealed record ReturnOrder(
    Guid Id,
    string Number,
    IReadOnlyList<CapturedPayment> Payments,
    int? PaymentsVersion,
    string? InvoiceNumber,
    int? ShippingTaxRate
);

/// <summary>Finds the returns that bring lines of an order which is not their own. The return's row has its <see cref="ReturnOrder"/>.</summary>
internal sealed class FurtherOrder : IStorefrontOwned
{
    public Guid OrderId { get; init; }
    public Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
}
