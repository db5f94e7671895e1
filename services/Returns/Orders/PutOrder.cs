using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary><c>PUT /v1/orders/{orderNumber}</c>: the storefront tells, or tells again, what was bought and paid.</summary>
internal static class PutOrder
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/v1/orders/{orderNumber}", HandleAsync)
            .RequireRoles(Roles.Storefront)
            .Writes<ReturnsDb>()
            .WithSummary("Tell or correct an order")
            .Produces<OrderResponse>(StatusCodes.Status201Created)
            .Produces<OrderResponse>()
            .Problems(StatusCodes.Status409Conflict, "contradicts_return")
            .Problems(StatusCodes.Status422UnprocessableEntity, "payments_do_not_cover");

    private static async Task<IResult> HandleAsync(
        string orderNumber,
        OrderRequest request,
        Caller caller,
        ReturnsDb db,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        orderNumber = PathText.Of(orderNumber);
        var checks = new Checks();
        checks.Identifier(orderNumber, "orderNumber", 100);
        // It could be one as it was written, or what is left of another character.
        checks.That(!orderNumber.Contains('%'), "orderNumber", "must not contain a percent sign");
        request.Check(checks, clock.GetUtcNow());
        if (checks.Failed)
        {
            return checks.ToProblem();
        }

        var order = await db.Orders.FirstOrDefaultAsync(
            x => x.StorefrontId == caller.StorefrontId && x.Number == orderNumber,
            cancellation
        );
        var isNew = order is null;
        if (order is null)
        {
            order = ToOrder(clock.GetUtcNow(), caller.StorefrontId, orderNumber, request);
            db.Orders.Add(order);
        }
        else
        {
            Correct(order, ToOrder(clock.GetUtcNow(), caller.StorefrontId, orderNumber, request));
        }
        var total = Allocation.Total(order);
        if (order.Payments.Aggregate((Int128)0, (sum, x) => sum + x.Captured) < total)
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity,
                "payments_do_not_cover",
                $"The payments' captured amounts must add up to at least {total}, what the lines, tax and shipping cost."
            );
        }
        if (!isNew && await ContradictionAsync(db, order, cancellation) is { } contradiction)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "contradicts_return", contradiction);
        }
        var response = new OrderResponse(orderNumber, order.Currency, Money.DecimalsOf(order.Currency), (long)total);
        return isNew
            ? TypedResults.Created($"/v1/orders/{Uri.EscapeDataString(orderNumber)}", response)
            : TypedResults.Ok(response);
    }

    /// <summary>What was promised for a unit when it was asked back must still be what was paid for it.</summary>
    private static async Task<string?> ContradictionAsync(ReturnsDb db, Order order, CancellationToken cancellation)
    {
        var claimed = await db
            .ReturnUnits.AsNoTracking()
            .Where(x => x.OrderId == order.Id && !x.Released)
            .ToListAsync(cancellation);
        if (claimed.Count == 0)
        {
            return null;
        }
        var returns = await db.Returns.Where(x => x.OrderId == order.Id).ToListAsync(cancellation);
        if (returns.Any(x => x.Currency != order.Currency))
        {
            return $"currency: units of this order are being returned in {returns[0].Currency}";
        }
        var shares = Allocation.Of(order);
        var lines = order.Lines.ToDictionary(x => x.LineId, StringComparer.Ordinal);
        foreach (var unit in claimed)
        {
            if (!lines.TryGetValue(unit.LineId, out var line) || unit.Ordinal >= line.Quantity - line.Returned)
            {
                return $"line '{unit.LineId}': more of its units are being returned than would be left";
            }
            var (paid, postage) = (shares[unit.LineId].Paid[unit.Ordinal], shares[unit.LineId].Postage[unit.Ordinal]);
            if (paid != unit.Paid)
            {
                return $"line '{unit.LineId}': {unit.Paid} was paid for a unit that is being returned, it would be {paid}";
            }
            if (unit.Shipping > 0 && postage != unit.Shipping)
            {
                return $"shipping: {unit.Shipping} of it was promised for a unit that is being returned, it would be {postage}";
            }
        }
        foreach (var open in returns.Where(x => x.RefundId is null))
        {
            (open.InvoiceNumber, open.ShippingTaxRate) = (order.InvoiceNumber, order.Shipping.TaxRate);
        }
        foreach (var open in returns.Where(x => x.RefundId is null && !x.Payments.SequenceEqual(order.Payments)))
        {
            // What went back elsewhere in the meantime lowers what can still go back.
            // This commit raises the order's version, as it does the row's.
            (open.Payments, open.PaymentsVersion) = (order.Payments, order.Version + 1);
        }
        return null;
    }

    private static void Correct(Order order, Order told)
    {
        (order.Currency, order.TaxIncluded, order.DeliveredAt) = (told.Currency, told.TaxIncluded, told.DeliveredAt);
        (order.Customer, order.Discount, order.Lines) = (told.Customer, told.Discount, told.Lines);
        (order.Shipping, order.Payments) = (told.Shipping, told.Payments);
        order.InvoiceNumber = told.InvoiceNumber;
    }

    internal static Order ToOrder(DateTimeOffset now, string storefront, string number, OrderRequest request) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            StorefrontId = storefront,
            Number = number,
            Currency = request.Currency,
            TaxIncluded = request.TaxIncluded,
            DeliveredAt = request.DeliveredAt,
            Customer = new OrderCustomer(
                request.Customer?.Reference ?? "",
                request.Customer?.Email,
                request.Customer?.Tier,
                request.Customer?.Locale
            ),
            Discount = request.Discount,
            InvoiceNumber = request.InvoiceNumber,
            Lines =
            [
                .. request.Lines.Select(x => new OrderLine(
                    x.LineId,
                    x.Sku,
                    x.Gtin,
                    x.Description,
                    x.Category,
                    x.Quantity,
                    x.UnitPrice,
                    x.Discount,
                    x.Tax,
                    x.FinalSale,
                    x.DeliveredAt,
                    x.Returned,
                    x.TaxRate
                )),
            ],
            Shipping = request.Shipping is { } shipping
                ? new OrderShipping(shipping.Amount, shipping.Discount, shipping.Tax, shipping.TaxRate)
                : new OrderShipping(0, 0, 0),
            Payments =
            [
                .. request.Payments.Select(x => new CapturedPayment(x.Reference, x.Method, x.Captured, x.Refunded)),
            ],
        };
}

/// <param name="Total">What the lines, tax and shipping cost, in minor units.</param>
/// <param name="Decimals">How many digits of it stand behind the point.</param>
internal sealed record OrderResponse(string OrderNumber, string Currency, int Decimals, long Total);
