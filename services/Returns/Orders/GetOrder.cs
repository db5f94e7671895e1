using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Storefronts;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary><c>GET /v1/orders/{orderNumber}</c>: an order as it was last put.</summary>
internal static class GetOrder
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/orders/{orderNumber}", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent)
            .WithSummary(
                "Get an order as it was last put; name storefrontId if two of your storefronts have the number"
            )
            .Produces<OrderView>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        string orderNumber,
        HttpResponse http,
        Caller caller,
        ReturnsDb db,
        CancellationToken cancellation
    )
    {
        // Filters by the caller's storefronts, so that the index of storefront and number is used.
        var found = await db
            .Orders.AsNoTracking()
            .Include(x => x.Contact)
            .Where(x => caller.Storefronts.Contains(x.StorefrontId) && x.Number == orderNumber)
            .OrderBy(x => x.StorefrontId)
            .Take(10)
            .ToListAsync(cancellation);
        if (found.Count > 1)
        {
            var several = string.Join(", ", found.Select(x => x.StorefrontId));
            return Problem.Of(
                StatusCodes.Status400BadRequest,
                "invalid_request",
                $"storefrontId must be one of {several}: each of them has an order '{orderNumber}'.",
                new Dictionary<string, string[]> { ["storefrontId"] = [$"must be one of {several}"] }
            );
        }
        if (found is not [var order])
        {
            return Problem.NotFound("order");
        }
        http.Headers.ETag = ETag.Of(order.Version);
        return TypedResults.Ok(OrderView.Of(order));
    }
}

/// <summary>An order as it was last put. Amounts are minor units of the currency.</summary>
/// <param name="Decimals">How many digits of an amount are after the decimal point.</param>
/// <param name="Total">The price of lines, tax and shipping together, in minor units.</param>
/// <param name="Customer">The customer; null: the order names none.</param>
internal sealed record OrderView(
    string OrderNumber,
    string Storefront,
    string Currency,
    int Decimals,
    long Total,
    bool TaxIncluded,
    DateTimeOffset? OrderedAt,
    [property: OneOf(typeof(SalesChannels))] string SoldIn,
    DateTimeOffset? DeliveredAt,
    CustomerRequest? Customer,
    PostalAddress? DeliveryAddress,
    long Discount,
    IReadOnlyList<OrderLine> Lines,
    OrderShipping Shipping,
    string? InvoiceNumber,
    IReadOnlyList<PaymentRequest> Payments
)
{
    public static OrderView Of(Order order) =>
        new(
            order.Number,
            order.StorefrontId,
            order.Currency,
            Money.DecimalsOf(order.Currency),
            (long)Allocation.Total(order),
            order.TaxIncluded,
            order.OrderedAt,
            order.SoldIn,
            order.DeliveredAt,
            order.Customer.Reference.Length == 0 ? null : CustomerOf(order),
            order.Contact?.DeliveryAddress,
            order.Discount,
            order.Lines,
            order.Shipping,
            order.InvoiceNumber,
            [.. order.Payments.Select(PaymentRequest.Of)]
        );

    private static CustomerRequest CustomerOf(Order order) =>
        new(
            order.Customer.Reference,
            order.Contact?.Email,
            order.Customer.Tier,
            order.Customer.Locale,
            order.Contact?.Name,
            order.Contact?.Phone,
            order.Customer.Company
        );
}
