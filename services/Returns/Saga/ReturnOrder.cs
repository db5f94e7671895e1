using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>An order with lines in a return, with the data that its refunds need.</summary>
/// <param name="Payments">Its payments, to which the money goes back.</param>
/// <param name="PaymentsVersion">The version of the order that the payments are from: the highest version counts.</param>
/// <param name="InvoiceNumber">The number of its invoice; null: not given.</param>
/// <param name="ShippingTaxRate">The tax rate of its postage, in basis points; null: not given.</param>
internal sealed record ReturnOrder(
    Guid Id,
    string Number,
    IReadOnlyList<CapturedPayment> Payments,
    int? PaymentsVersion,
    string? InvoiceNumber,
    int? ShippingTaxRate
);

/// <summary>Links a further order to a return, to find the returns of an order. The return's row has the <see cref="ReturnOrder"/>.</summary>
internal sealed class FurtherOrder : IStorefrontOwned
{
    public Guid OrderId { get; init; }
    public Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
}
