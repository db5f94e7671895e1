using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>A storefront's order as it was last put. All amounts are minor units of <see cref="Currency"/>.</summary>
internal sealed class Order : IStorefrontOwned, IVersioned
{
    public Guid Id { get; init; }
    public required string StorefrontId { get; init; }
    public required string Number { get; init; }
    public required string Currency { get; set; }
    public bool TaxIncluded { get; set; }
    public DateTimeOffset? DeliveredAt { get; set; }
    public required OrderCustomer Customer { get; set; }

    /// <summary>Off the whole order; spread over its lines by value.</summary>
    public long Discount { get; set; }
    public required IReadOnlyList<OrderLine> Lines { get; set; }
    public required OrderShipping Shipping { get; set; }

    /// <summary>The number of the storefront's invoice, which a credit note corrects; null: the storefront gave none.</summary>
    public string? InvoiceNumber { get; set; }
    public required IReadOnlyList<CapturedPayment> Payments { get; set; }

    /// <summary>Amounts that left its payments by other means than refunds of this product, as Refund last published them.</summary>
    public IReadOnlyList<PaymentLoss> Losses { get; set; } = [];

    /// <summary>
    /// How many units were ever requested back. Each return request changes it, so that of two requests at the same time one
    /// loses the race and runs again.
    /// </summary>
    public int RequestedUnits { get; set; }
    public int Version { get; set; }
}

/// <param name="Payment">The payment, as <see cref="OrderCapChanged"/> names it.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Revision">The highest revision wins.</param>
internal sealed record PaymentLoss(string Payment, long Amount, int Revision);

/// <param name="Reference">
/// The storefront's own number for the customer, empty where the order names no customer. It stands in URLs, so it must not be
/// an e-mail address or a name.
/// </param>
internal sealed record OrderCustomer(
    string Reference,
    string? Email = null,
    string? Tier = null,
    string? Locale = null
);

/// <param name="Discount">For the whole line.</param>
/// <param name="Tax">For the whole line; part of its price when the order's tax is included.</param>
/// <param name="Returned">Units that came back elsewhere, outside this product.</param>
/// <param name="TaxRate">Basis points: 2000 is 20 %; null: the storefront gave none.</param>
internal sealed record OrderLine(
    string LineId,
    string Sku,
    int Quantity,
    long UnitPrice,
    string? Gtin = null,
    string? Description = null,
    string? Category = null,
    long Discount = 0,
    long Tax = 0,
    bool FinalSale = false,
    DateTimeOffset? DeliveredAt = null,
    int Returned = 0,
    int? TaxRate = null
);

/// <param name="TaxRate">Of the postage, in basis points: 2000 is 20 %; null: the storefront gave none.</param>
internal sealed record OrderShipping(long Amount = 0, long Discount = 0, long Tax = 0, int? TaxRate = null);
