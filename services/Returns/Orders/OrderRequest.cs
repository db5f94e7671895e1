using System.ComponentModel.DataAnnotations;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Storefronts;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>An order as a storefront puts it. Amounts are minor units of the currency; an omitted amount is 0.</summary>
/// <param name="Lines">1 to 5,000 lines, together at most 100,000 pieces.</param>
/// <param name="Payments">At most 100 payments. If a payment belongs to several orders, each of them has its whole captured amount: they share its cap.</param>
/// <param name="InvoiceNumber">The invoice of the order: the credit notes of its refunds name it.</param>
/// <param name="OrderedAt">When it was ordered, or sold in a shop.</param>
/// <param name="SoldIn">Where the order was sold; default: online. shop: the customer took the goods along at orderedAt.</param>
/// <param name="DeliveryAddress">The address that it was sent to, with the recipient's name.</param>
/// <param name="Decimals">The number of decimals that the storefront assumes for the currency: refused if ISO 4217 has a different number.</param>
internal sealed record OrderRequest(
    string Currency,
    [property: MaxLength(OrderRequest.MaxLines)] IReadOnlyList<OrderLine> Lines,
    [property: MaxLength(OrderRequest.MaxPayments)] IReadOnlyList<PaymentRequest> Payments,
    bool TaxIncluded = true,
    DateTimeOffset? DeliveredAt = null,
    CustomerRequest? Customer = null,
    long Discount = 0,
    OrderShipping? Shipping = null,
    int? Decimals = null,
    string? InvoiceNumber = null,
    DateTimeOffset? OrderedAt = null,
    [property: OneOf(typeof(SalesChannels))] string? SoldIn = null,
    PostalAddress? DeliveryAddress = null
)
{
    public const int MaxLines = 5_000;
    public const int MaxPieces = 100_000;
    public const int MaxPayments = 100;
    private const int MaxQuantity = 10_000;
    private const int MaxWeight = 1_000_000;

    // Sums of all an order's amounts stay within 64 bits.
    private const long MaxAmount = long.MaxValue / 1_000_000;

    private const string TaxRateRange = "must be from 0 to 10000 basis points: 2000 is 20 %";
    private static readonly string AmountRange = $"must be from 0 to {MaxAmount} minor units";

    public void Check(Checks checks, DateTimeOffset now)
    {
        if (checks.That(Currencies.IsKnown(Currency), "currency", "must be a currency of ISO 4217, for example EUR"))
        {
            var decimals = Money.DecimalsOf(Currency);
            checks.That(
                Decimals is null || Decimals == decimals,
                "decimals",
                $"must be {decimals} for {Currency}: amounts are whole minor units, and 1 {Currency} is {(long)Math.Pow(10, decimals)}"
            );
        }
        checks.That(IsAmount(Discount), "discount", AmountRange);
        checks.Past(OrderedAt, now, "orderedAt");
        checks.Past(DeliveredAt, now, "deliveredAt");
        checks.OneOf(SoldIn, typeof(SalesChannels), "soldIn");
        checks.That(
            SoldIn != SalesChannels.Shop || OrderedAt is not null,
            "orderedAt",
            "must be the time of the sale where soldIn is shop"
        );
        DeliveryAddress?.Check(checks, "deliveryAddress");
        checks.OptionalIdentifier(InvoiceNumber, "invoiceNumber", Return.MaxInvoiceNumber);
        CheckCustomer(checks);
        CheckShipping(checks);
        if (checks.List(Lines, "lines", MaxLines, min: 1))
        {
            CheckLines(checks, now);
        }
        if (checks.List(Payments, "payments", MaxPayments))
        {
            CheckPayments(checks);
        }
    }

    private void CheckCustomer(Checks checks)
    {
        if (Customer is null)
        {
            return;
        }
        checks.Identifier(Customer.Reference, "customer.reference", 200);
        checks.That(
            Customer.Email is null || EmailAddress.IsValid(Customer.Email),
            "customer.email",
            "must be one e-mail address without a name beside it, for example ada@example.org"
        );
        checks.OptionalText(Customer.Tier, "customer.tier", 50);
        checks.LanguageTag(Customer.Locale, "customer.locale");
        checks.OptionalText(Customer.Name, "customer.name", 200);
        checks.Phone(Customer.Phone, "customer.phone");
        if (Customer.Company is not null)
        {
            checks.Text(Customer.Company, "customer.company", 200);
        }
    }

    private void CheckShipping(Checks checks)
    {
        if (Shipping is null)
        {
            return;
        }
        // A check that depends on another value is skipped if that value is wrong, so that each mistake gives one error.
        var isPriced =
            checks.That(IsAmount(Shipping.Amount), "shipping.amount", AmountRange)
            && checks.That(
                Shipping.Discount >= 0 && Shipping.Discount <= Shipping.Amount,
                "shipping.discount",
                "must be from 0 to shipping.amount"
            );
        checks.That(IsAmount(Shipping.Tax), "shipping.tax", AmountRange);
        checks.That(
            !isPriced || !TaxIncluded || Shipping.Tax <= Shipping.Amount - Shipping.Discount,
            "shipping.tax",
            "must not be more than the postage that includes it, unless taxIncluded is false"
        );
        checks.That(IsTaxRate(Shipping.TaxRate), "shipping.taxRate", TaxRateRange);
    }

    private void CheckLines(Checks checks, DateTimeOffset now)
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        Int128 worth = 0;
        var (areCounted, arePriced) = (true, true);
        for (var i = 0; i < Lines.Count; i++)
        {
            var (line, at) = (Lines[i], $"lines[{i}]");
            if (checks.Identifier(line.LineId, $"{at}.lineId", 100))
            {
                checks.That(
                    ids.Add(line.LineId),
                    $"{at}.lineId",
                    $"must be unique in the order, '{line.LineId}' is not"
                );
            }
            checks.Identifier(line.Sku, $"{at}.sku", 100);
            checks.That(
                line.Gtin is null || (line.Gtin.Length is >= 1 and <= 14 && line.Gtin.All(char.IsAsciiDigit)),
                $"{at}.gtin",
                "must be 14 digits at most"
            );
            checks.OptionalText(line.Description, $"{at}.description", 500);
            checks.OptionalText(line.Category, $"{at}.category", 100);
            checks.Past(line.DeliveredAt, now, $"{at}.deliveredAt");
            // A check that depends on another value is skipped if that value is wrong, so that each mistake gives one error.
            var isCounted = checks.That(
                line.Quantity is >= 1 and <= MaxQuantity,
                $"{at}.quantity",
                $"must be from 1 to {MaxQuantity}"
            );
            var price = (Int128)line.Quantity * line.UnitPrice;
            var isPriced =
                checks.That(IsAmount(line.UnitPrice), $"{at}.unitPrice", AmountRange)
                && isCounted
                && checks.That(
                    price <= MaxAmount,
                    $"{at}.unitPrice",
                    $"times quantity must be {MaxAmount} minor units at most"
                )
                && checks.That(
                    line.Discount >= 0 && line.Discount <= price,
                    $"{at}.discount",
                    "must be from 0 to unitPrice times quantity"
                );
            checks.That(IsAmount(line.Tax), $"{at}.tax", AmountRange);
            checks.That(
                line.Returned >= 0 && (!isCounted || line.Returned <= line.Quantity),
                $"{at}.returned",
                "must be from 0 to the line's quantity"
            );
            checks.That(
                !isPriced || !TaxIncluded || line.Tax <= price - line.Discount,
                $"{at}.tax",
                "must not be more than the price that includes it, unless taxIncluded is false"
            );
            checks.That(IsTaxRate(line.TaxRate), $"{at}.taxRate", TaxRateRange);
            CheckGoods(checks, line, at);
            worth += price - line.Discount;
            (areCounted, arePriced) = (areCounted && isCounted, arePriced && isPriced);
        }
        checks.That(!arePriced || Discount <= worth, "discount", "must not be more than the lines are worth");
        checks.That(
            !areCounted || Lines.Sum(x => (long)x.Quantity) <= MaxPieces,
            "lines",
            $"must be {MaxPieces} pieces at most: the sum of their quantities"
        );
    }

    private static void CheckGoods(Checks checks, OrderLine line, string at)
    {
        checks.HttpsAddress(line.ImageUrl, $"{at}.imageUrl");
        checks.That(
            line.Weight is null or >= 1 and <= MaxWeight,
            $"{at}.weight",
            $"must be from 1 to {MaxWeight} grams"
        );
        checks.That(
            line.CnCode is null || (line.CnCode.Length is >= 6 and <= 10 && line.CnCode.All(char.IsAsciiDigit)),
            $"{at}.cnCode",
            "must be 6 to 10 digits, for example 61091000"
        );
        checks.OptionalIdentifier(line.Set, $"{at}.set", 100);
        checks.That(
            line.WarrantyUntil is null || line.WarrantyUntil.Value.Year is >= 2000 and <= 2200,
            $"{at}.warrantyUntil",
            "must be a day from 2000 to 2200"
        );
        checks.OptionalIdentifier(line.Supplier, $"{at}.supplier", 100);
        if (line.Attributes is { } attributes && checks.List(attributes, $"{at}.attributes", OrderLine.MaxAttributes))
        {
            for (var i = 0; i < attributes.Count; i++)
            {
                checks.Identifier(attributes[i], $"{at}.attributes[{i}]", 50);
            }
        }
    }

    private void CheckPayments(Checks checks)
    {
        HashSet<string> references = new(StringComparer.Ordinal);
        for (var i = 0; i < Payments.Count; i++)
        {
            var (payment, at) = (Payments[i], $"payments[{i}]");
            checks.Identifier(payment.Reference, $"{at}.reference", PaymentRequest.MaxReference);
            checks.That(references.Add(payment.Reference), $"{at}.reference", "must be unique in the order");
            checks.Identifier(payment.Method, $"{at}.method", 50);
            var isCaptured = checks.That(IsAmount(payment.Captured), $"{at}.captured", AmountRange);
            checks.That(
                payment.Refunded >= 0 && (!isCaptured || payment.Refunded <= payment.Captured),
                $"{at}.refunded",
                "must be from 0 to what was captured"
            );
        }
    }

    private static bool IsTaxRate(int? rate) => rate is null or >= 0 and <= 10_000;

    private static bool IsAmount(long amount) => amount is >= 0 and <= MaxAmount;
}

/// <summary>The customer who ordered.</summary>
/// <param name="Reference">The storefront's own number for the customer; not an e-mail address or a name, because it appears in URLs.</param>
/// <param name="Tier">The customer's tier, for example gold, which the policy's conditions may use.</param>
/// <param name="Locale">A language tag, for example zh-CN: the language of letters.</param>
/// <param name="Company">The storefront's own number for the company that ordered, which may have a policy of its own.</param>
internal sealed record CustomerRequest(
    string Reference,
    string? Email = null,
    string? Tier = null,
    string? Locale = null,
    string? Name = null,
    string? Phone = null,
    string? Company = null
);

/// <summary>A payment of the order: what was captured and what was refunded.</summary>
/// <param name="Reference">The payment's reference at the provider.</param>
/// <param name="Method">How it was paid, for example card.</param>
/// <param name="Captured">The captured amount, in minor units of the order's currency.</param>
/// <param name="Refunded">The amount refunded elsewhere, outside of this product, in minor units.</param>
internal sealed record PaymentRequest(string Reference, string Method, long Captured, long Refunded = 0)
{
    public const int MaxReference = 200;

    /// <summary>Leaves out the owner, so that no storefront learns that the payment belongs to another one.</summary>
    public static PaymentRequest Of(CapturedPayment it) => new(it.Reference, it.Method, it.Captured, it.Refunded);

    public CapturedPayment ToPayment() => new(Reference, Method, Captured, Refunded);
}
