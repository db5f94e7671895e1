using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary><c>PUT /v1/orders/{orderNumber}</c>: a storefront puts an order or corrects it.</summary>
internal static class PutOrder
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/v1/orders/{orderNumber}", HandleAsync)
            .RequireRoles(Roles.Storefront)
            .Writes<ReturnsDb>()
            .HonoursIfMatch()
            .WithSummary("Put or correct an order")
            .Produces<OrderResponse>(StatusCodes.Status201Created)
            .Produces<OrderResponse>()
            .Problems(StatusCodes.Status409Conflict, "contradicts_return")
            .Problems(StatusCodes.Status422UnprocessableEntity, "payments_do_not_cover");

    private static async Task<IResult> HandleAsync(
        string orderNumber,
        OrderRequest request,
        HttpContext http,
        Caller caller,
        ReturnsDb db,
        Outbox<ReturnsDb> outbox,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var (checks, now) = (new Checks(), time.GetUtcNow());
        checks.Identifier(orderNumber, "orderNumber", 100);
        request.Check(checks, now);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var storefront = caller.StorefrontId;
        var order = await FindAsync(db, storefront, orderNumber, cancellation);
        if (ETag.Mismatch(http.Request, order?.Version) is { } changed)
        {
            return changed;
        }
        var isNew = order is null;
        // Payments are nearly always new: their owners are loaded only in a second attempt, after the commit failed.
        if (!http.Items.TryAdd(typeof(PaymentOwner), true))
        {
            await PaymentOwner.LoadAsync(db, request.Payments, cancellation);
        }
        var requested = ToOrder(now, storefront, orderNumber, request);
        if (await ChangeAsync(db, outbox, order, requested, cancellation) is { } refusal)
        {
            return refusal;
        }
        order ??= requested;
        http.Response.Headers.ETag = ETag.AfterCommit(db, order);
        var total = (long)Allocation.Total(order);
        var response = new OrderResponse(orderNumber, order.Currency, Money.DecimalsOf(order.Currency), total);
        return isNew
            ? TypedResults.Created($"/v1/orders/{Uri.EscapeDataString(orderNumber)}", response)
            : TypedResults.Ok(response);
    }

    /// <summary>The tracked order with a number; null: there is none.</summary>
    internal static Task<Order?> FindAsync(
        ReturnsDb db,
        string storefront,
        string number,
        CancellationToken cancellation
    ) =>
        db
            .Orders.Include(x => x.Contact)
            .FirstOrDefaultAsync(x => x.StorefrontId == storefront && x.Number == number, cancellation);

    /// <summary>Adds an order, or corrects the existing one.</summary>
    /// <returns>The refusal, if nothing was changed; else null.</returns>
    internal static async Task<ProblemHttpResult?> ChangeAsync(
        ReturnsDb db,
        Outbox<ReturnsDb> outbox,
        Order? order,
        Order requested,
        CancellationToken cancellation
    )
    {
        var total = Allocation.Total(requested);
        if (requested.Payments.Aggregate((Int128)0, (sum, x) => sum + x.Captured) < total)
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity,
                "payments_do_not_cover",
                $"The payments' captured amounts must add up to at least {total}, the price of the lines with tax and shipping."
            );
        }
        if (order is null)
        {
            await AssignPaymentsAsync(before: []);
            db.Orders.Add(requested);
            return null;
        }
        var hasReturns = order is not { RequestedReturns: 0, SharedReturns: 0 };
        // Most corrections concern none of an order's returns, of which it may have hundreds.
        List<Return> returns =
            hasReturns && ChangesReturns(order, requested)
                ? await OrderReturns.Of(db, order).ToListAsync(cancellation)
                : [];
        if (
            hasReturns && await FindContradictionAsync(db, order, requested, returns, cancellation) is { } contradiction
        )
        {
            return Problem.Of(StatusCodes.Status409Conflict, "contradicts_return", contradiction);
        }
        await AssignPaymentsAsync(order.Payments);
        var correctsTaxes = hasReturns && CorrectedTaxes.Differ(order, requested);
        Correct(order, requested);
        returns.ForEach(x => Update(x, order));
        if (correctsTaxes)
        {
            await CorrectedTaxes.ApplyAsync(db, order, cancellation);
        }
        return null;

        async Task AssignPaymentsAsync(IReadOnlyList<CapturedPayment> before) =>
            requested.Payments = await PaymentOwner.AssignAsync(
                db,
                outbox,
                requested.StorefrontId,
                requested.Payments,
                before,
                cancellation
            );
    }

    /// <summary>True when something differs that <see cref="Update"/> writes into the order's returns.</summary>
    private static bool ChangesReturns(Order order, Order requested) =>
        order.Contact?.Email != requested.Contact?.Email
        || order.Customer.Locale != requested.Customer.Locale
        || order.CustomerReference != requested.CustomerReference
        || order.InvoiceNumber != requested.InvoiceNumber
        || order.Shipping.TaxRate != requested.Shipping.TaxRate
        // Requested payments have no owner yet.
        || !order.Payments.Select(x => x with { Owner = null }).SequenceEqual(requested.Payments);

    /// <summary>The first contradiction to a requested return.</summary>
    private static async Task<string?> FindContradictionAsync(
        ReturnsDb db,
        Order order,
        Order requested,
        List<Return> returns,
        CancellationToken cancellation
    )
    {
        var reserved = db.SoldUnits.Where(x => x.OrderId == order.Id && x.ReservedBy != null);
        var changesCustomer = requested.Customer.Reference != order.Customer.Reference;
        if (
            (requested.Currency != order.Currency || (order.SharedReturns > 0 && changesCustomer))
            && await reserved.AnyAsync(cancellation)
        )
        {
            return requested.Currency != order.Currency
                ? $"currency: units of this order are being returned in {order.Currency}"
                : "customer: units of this order are being returned together with another order of its customer";
        }
        if (returns.Count > 0)
        {
            // For each return, the number of pieces that may still be refunded.
            var holders = await reserved
                .GroupBy(x => x.ReservedBy!.Value)
                .Select(x => new { ReturnId = x.Key, Open = x.Count(unit => unit.Given == null && unit.Promised > 0) })
                .ToDictionaryAsync(x => x.ReturnId, x => x.Open, cancellation);
            if (holders.Count > 0 && returns.Exists(x => IsTiedToCustomer(x, order, requested, holders)))
            {
                return requested.CustomerReference is null
                    ? "customer: units of this order may still be refunded as store credit, which needs a customer"
                    : "customer: store credit for units of this order goes to its customer";
            }
            if (returns.Exists(x => holders.ContainsKey(x.CorrelationId) && HasTooManyPayments(x, order, requested)))
            {
                return $"payments: the orders that are being returned together may have at most {OrderRequest.MaxPayments} payments together";
            }
        }
        return await FindChangedArticleAsync(reserved, order, requested, cancellation)
            ?? await FindChangedAmountAsync(reserved, order, requested, cancellation);
    }

    private static bool HasTooManyPayments(Return found, Order order, Order requested) =>
        found.FurtherOrders is not null
        && found.Orders.Sum(x => x.Id == order.Id ? requested.Payments.Count : x.Payments.Count)
            > OrderRequest.MaxPayments;

    /// <summary>The first line with another SKU or GTIN, by which the warehouse knows its pieces until they are refunded.</summary>
    private static async Task<string?> FindChangedArticleAsync(
        IQueryable<SoldUnit> reserved,
        Order order,
        Order requested,
        CancellationToken cancellation
    )
    {
        var before = order.Lines.ToDictionary(x => x.LineId, StringComparer.Ordinal);
        var changed = requested
            .Lines.Where(x => before.TryGetValue(x.LineId, out var line) && (x.Sku, x.Gtin) != (line.Sku, line.Gtin))
            .Select(x => x.LineId)
            .ToList();
        var awaited =
            changed.Count == 0
                ? null
                : await reserved
                    .Where(x => changed.Contains(x.LineId) && x.Given == null)
                    .Select(x => x.LineId)
                    .FirstOrDefaultAsync(cancellation);
        return awaited is null
            ? null
            : $"line '{awaited}': its units are being returned with the SKU {before[awaited].Sku} and the GTIN {before[awaited].Gtin ?? "-"}";
    }

    /// <summary>The first contradiction to the amount that was paid or promised for a reserved unit, which must stay.</summary>
    private static async Task<string?> FindChangedAmountAsync(
        IQueryable<SoldUnit> reserved,
        Order order,
        Order requested,
        CancellationToken cancellation
    )
    {
        var (shares, sharesBefore) = (Allocation.Of(requested), Allocation.Of(order));
        var lines = requested.Lines.ToDictionary(x => x.LineId, StringComparer.Ordinal);
        var changed = order.Lines.Where(x => !IsSame(x)).Select(x => x.LineId).ToList();
        if (changed.Count == 0)
        {
            return null;
        }
        // One by one, because an order has up to 100,000 pieces.
        await foreach (
            var unit in reserved
                .Where(x => changed.Contains(x.LineId))
                .OrderBy(x => x.LineId)
                .ThenBy(x => x.Ordinal)
                .Select(x => new
                {
                    x.LineId,
                    x.Ordinal,
                    x.Paid,
                    x.Postage,
                })
                .AsAsyncEnumerable()
                .WithCancellation(cancellation)
        )
        {
            if (!lines.TryGetValue(unit.LineId, out var line) || unit.Ordinal >= line.Quantity - line.Returned)
            {
                return $"line '{unit.LineId}': more of its units are being returned than it would have";
            }
            var (paid, postage) = (shares[unit.LineId].Paid[unit.Ordinal], shares[unit.LineId].Postage[unit.Ordinal]);
            if (paid != unit.Paid)
            {
                return $"line '{unit.LineId}': {unit.Paid} was paid for a unit that is being returned, it would be {paid}";
            }
            if (unit.Postage > 0 && postage != unit.Postage)
            {
                return $"shipping: {unit.Postage} of it was promised for a unit that is being returned, it would be {postage}";
            }
        }
        return null;

        bool IsSame(OrderLine before) =>
            lines.TryGetValue(before.LineId, out var line)
            && line.Quantity - line.Returned >= before.Quantity - before.Returned
            && shares[before.LineId].Paid == sharesBefore[before.LineId].Paid
            && shares[before.LineId].Postage == sharesBefore[before.LineId].Postage;
    }

    /// <summary>
    /// Updates a return with the order's current customer, invoice and payments, which the refunds planned from now on use, and with the
    /// address and language of its own order.
    /// </summary>
    private static void Update(Return open, Order order)
    {
        if (open.OrderId != order.Id)
        {
            open.FurtherOrders = [.. open.FurtherOrders!.Select(x => x.Id == order.Id ? Updated(x, order) : x)];
            return;
        }
        (open.Email, open.Locale) = (order.Contact?.Email, order.Customer.Locale);
        // Goods that come late may still be refunded as store credit.
        open.Customer = order.CustomerReference ?? open.Customer;
        (open.InvoiceNumber, open.ShippingTaxRate) = (order.InvoiceNumber, order.Shipping.TaxRate);
        if (!open.Payments.SequenceEqual(order.Payments))
        {
            // This commit raises the order's version by one.
            (open.Payments, open.PaymentsVersion) = (order.Payments, order.Version + 1);
        }
    }

    /// <summary>
    /// True when store credit is planned for the return's customer, or may go to them because the order was paid with it, or when the order
    /// would name nobody while refunds are still to be planned.
    /// </summary>
    private static bool IsTiedToCustomer(Return found, Order order, Order requested, Dictionary<Guid, int> holders) =>
        found.OrderId == order.Id
        && found.Customer is not null
        && found.Customer != requested.CustomerReference
        && (
            requested.CustomerReference is null && holders.GetValueOrDefault(found.CorrelationId) > 0
            || found.Parts.Any(x =>
                x.StoreCredit > 0
                || (
                    x.StoreCreditGiven is { } given
                        ? given > 0
                        : order.Payments.Any(y => y.Method == PaymentMethods.StoreCredit)
                )
            )
        );

    private static ReturnOrder Updated(ReturnOrder further, Order order) =>
        further with
        {
            InvoiceNumber = order.InvoiceNumber,
            ShippingTaxRate = order.Shipping.TaxRate,
            Payments = order.Payments,
            PaymentsVersion = further.Payments.SequenceEqual(order.Payments)
                ? further.PaymentsVersion
                : order.Version + 1,
        };

    private static void Correct(Order order, Order source)
    {
        order.Currency = source.Currency;
        order.TaxIncluded = source.TaxIncluded;
        order.OrderedAt = source.OrderedAt;
        order.SoldIn = source.SoldIn;
        order.DeliveredAt = source.DeliveredAt;
        order.Customer = source.Customer;
        order.Contact = Correct(order, source.Contact);
        order.Discount = source.Discount;
        (order.Lines, order.Units) = (source.Lines, source.Units);
        order.Shipping = source.Shipping;
        order.Payments = source.Payments;
        order.InvoiceNumber = source.InvoiceNumber;
    }

    private static OrderContact? Correct(Order order, OrderContact? source)
    {
        if (order.Contact is not { } contact || source is null)
        {
            return source is null ? null : source.For(order.Id);
        }
        (contact.Name, contact.Phone) = (source.Name, source.Phone);
        (contact.Email, contact.DeliveryAddress) = (source.Email, source.DeliveryAddress);
        return contact;
    }

    internal static Order ToOrder(DateTimeOffset now, string storefront, string number, OrderRequest request)
    {
        var id = Guid.CreateVersion7(now);
        var customer = request.Customer ?? new CustomerRequest("");
        return new()
        {
            Id = id,
            StorefrontId = storefront,
            Number = number,
            Currency = request.Currency,
            TaxIncluded = request.TaxIncluded,
            OrderedAt = request.OrderedAt,
            SoldIn = request.SoldIn ?? SalesChannels.Online,
            DeliveredAt = request.DeliveredAt,
            Customer = new OrderCustomer(customer.Reference, customer.Tier, customer.Locale, customer.Company),
            Contact = OrderContact.Of(id, storefront, customer, request.DeliveryAddress),
            Discount = request.Discount,
            InvoiceNumber = request.InvoiceNumber,
            Lines = request.Lines,
            Units = request.Lines.Sum(x => x.Quantity),
            Shipping = request.Shipping ?? new OrderShipping(),
            Payments = [.. request.Payments.Select(x => x.ToPayment())],
        };
    }
}

/// <param name="Decimals">How many digits of an amount are after the decimal point.</param>
/// <param name="Total">The price of lines, tax and shipping together, in minor units.</param>
internal sealed record OrderResponse(string OrderNumber, string Currency, int Decimals, long Total);
