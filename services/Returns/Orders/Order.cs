using System.ComponentModel.DataAnnotations;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Storefronts;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>A storefront's order as it was last put. All amounts are minor units of <see cref="Currency"/>.</summary>
internal sealed class Order : IStorefrontOwned, IVersioned
{
    /// <summary>The maximum of <see cref="RequestedReturns"/> and of <see cref="SharedReturns"/>: a correction of the order may change all of them.</summary>
    public const int MaxReturns = 500;

    private OrderCustomer _customer = null!;

    public Guid Id { get; init; }
    public required string StorefrontId { get; init; }
    public required string Number { get; init; }
    public required string Currency { get; set; }
    public bool TaxIncluded { get; set; }

    /// <summary>When it was ordered, or sold in a shop.</summary>
    public DateTimeOffset? OrderedAt { get; set; }

    /// <summary>One of <see cref="SalesChannels"/>.</summary>
    public string SoldIn { get; set; } = SalesChannels.Online;
    public DateTimeOffset? DeliveredAt { get; set; }
    public required OrderCustomer Customer
    {
        get => _customer;
        set => (_customer, CustomerReference) = (value, value.Reference.Length > 0 ? value.Reference : null);
    }

    /// <summary>The storefront's reference of the customer, by which their orders are found; null: the order names no customer.</summary>
    public string? CustomerReference { get; private set; }

    /// <summary>The customer's and the recipient's personal data; null: not known, erased, or not loaded.</summary>
    public OrderContact? Contact { get; set; }

    /// <summary>The discount on the whole order, spread over its lines by value.</summary>
    public long Discount { get; set; }
    public required IReadOnlyList<OrderLine> Lines { get; set; }
    public required OrderShipping Shipping { get; set; }

    /// <summary>The number of the storefront's invoice, which a credit note corrects; null: not given.</summary>
    public string? InvoiceNumber { get; set; }
    public required IReadOnlyList<CapturedPayment> Payments { get; set; }

    /// <summary>
    /// The number of returns requested so far whose first order this is. Each request increments it, so that of two requests at
    /// the same time one loses the race and runs again.
    /// </summary>
    public int RequestedReturns { get; set; }

    /// <summary>The number of returns requested so far of this order together with others; each such request increments it as well.</summary>
    public int SharedReturns { get; set; }

    /// <summary>The number of its returns that count in the customer's standing, see <see cref="StandingCounts"/>.</summary>
    public int CountedReturns { get; set; }

    /// <summary>The number of its returned units that count, without those that were withdrawn, cancelled or never came.</summary>
    public int CountedUnits { get; set; }

    /// <summary>The number of returned units that did not match the request.</summary>
    public int Mismatches { get; set; }

    /// <summary>The number of units that came back worn.</summary>
    public int Worn { get; set; }

    /// <summary>The number of units in the order.</summary>
    public int Units { get; set; }
    public int Version { get; set; }

    /// <summary>True while it has had fewer returns than it may have.</summary>
    public bool TakesReturn => RequestedReturns < MaxReturns && SharedReturns < MaxReturns;

    /// <summary>When the customer got a line: its delivery, or the sale in a shop; null: not yet.</summary>
    public DateTimeOffset? HandedOverAt(OrderLine line) =>
        line.DeliveredAt ?? DeliveredAt ?? (SoldIn == SalesChannels.Shop ? OrderedAt : null);
}

/// <summary>The personal data of an order, in a row of its own that can be erased.</summary>
internal sealed class OrderContact : IStorefrontOwned
{
    private string? _email;

    public Guid OrderId { get; init; }
    public required string StorefrontId { get; init; }
    public string? Name { get; set; }
    public string? Email
    {
        get => _email;
        set => (_email, EmailKey) = (value, value?.ToLowerInvariant());
    }

    /// <summary>The e-mail address in the form in which it is searched.</summary>
    public string? EmailKey { get; private set; }
    public string? Phone { get; set; }
    public PostalAddress? DeliveryAddress { get; set; }

    /// <summary>The personal data in an order; null: none.</summary>
    public static OrderContact? Of(Guid order, string storefront, CustomerRequest customer, PostalAddress? address) =>
        (customer.Name, customer.Email, customer.Phone, address) is (null, null, null, null)
            ? null
            : new OrderContact
            {
                OrderId = order,
                StorefrontId = storefront,
                Name = customer.Name,
                Email = customer.Email,
                Phone = customer.Phone,
                DeliveryAddress = address,
            };

    /// <summary>A copy for another order.</summary>
    public OrderContact For(Guid order) =>
        new()
        {
            OrderId = order,
            StorefrontId = StorefrontId,
            Name = Name,
            Email = Email,
            Phone = Phone,
            DeliveryAddress = DeliveryAddress,
        };
}

/// <param name="Reference">
/// The storefront's own number for the customer, empty if the order names no customer. It appears in URLs, so it must not be
/// an e-mail address or a name.
/// </param>
/// <param name="Company">The storefront's own number for the company that ordered.</param>
internal sealed record OrderCustomer(
    string Reference,
    string? Tier = null,
    string? Locale = null,
    string? Company = null
);

/// <param name="Discount">The discount on the whole line.</param>
/// <param name="Tax">The tax on the whole line; part of its price when the order's prices include tax.</param>
/// <param name="Returned">Units that came back elsewhere, outside this product.</param>
/// <param name="TaxRate">Basis points: 2000 is 20 %; null: not given.</param>
/// <param name="ImageUrl">The https address of a picture of the article.</param>
/// <param name="Weight">The weight of one piece, in grams.</param>
/// <param name="CnCode">The customs code: 6 to 10 digits of the Combined Nomenclature or a national tariff.</param>
/// <param name="Gift">True when the article was a gift to somebody else.</param>
/// <param name="Set">Lines of the same set were sold together, for example a suit: any word, unique in the order.</param>
/// <param name="WarrantyUntil">The last day of a warranty that was bought; null: the policy's warranty applies.</param>
/// <param name="Supplier">The storefront's own name for the supplier.</param>
/// <param name="Attributes">Attributes that the policy's conditions use, for example made_to_measure or embroidered.</param>
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
    int? TaxRate = null,
    string? ImageUrl = null,
    int? Weight = null,
    string? CnCode = null,
    bool Gift = false,
    string? Set = null,
    DateOnly? WarrantyUntil = null,
    string? Supplier = null,
    [property: MaxLength(OrderLine.MaxAttributes)] IReadOnlyList<string>? Attributes = null
)
{
    public const int MaxAttributes = 20;
}

/// <param name="TaxRate">The tax rate of the postage, in basis points: 2000 is 20 %; null: not given.</param>
internal sealed record OrderShipping(long Amount = 0, long Discount = 0, long Tax = 0, int? TaxRate = null);
