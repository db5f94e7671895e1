using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>GET /v1/returns</c>: finds returns by their properties, the latest request first.</summary>
internal static class ListReturns
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/returns", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent, Roles.Finance, Roles.Admin)
            .WithSummary("Find returns that meet all conditions, the latest request first")
            .WithDescription(
                "`from` and `to` compare with the time of the request, `changedSince` with the last entry of the timeline; "
                    + "each is a time with its offset. `customer` is the storefront's own number for the customer. "
                    + "`attention` is the reason for which a return waits for a person, or `any`."
            )
            .Produces<Page<ReturnSummary>>();

    private static async Task<IResult> HandleAsync(
        ReturnsDb db,
        StorefrontScope scope,
        CancellationToken cancellation,
        string? orderNumber = null,
        string? customer = null,
        string? email = null,
        string? rmaNumber = null,
        [OneOf(typeof(ReturnStatuses))] string? status = null,
        string? attention = null,
        string? from = null,
        string? to = null,
        string? changedSince = null,
        Guid? after = null,
        int limit = Page.DefaultLimit
    )
    {
        var checks = new Checks();
        var filter = new ReturnFilter(
            checks.OptionalIdentifier(orderNumber, "orderNumber", 100) ? orderNumber : null,
            checks.OptionalIdentifier(customer, "customer", 200) ? customer : null,
            checks.OptionalIdentifier(email, "email", EmailAddress.MaxLength) ? email?.ToLowerInvariant() : null,
            checks.OptionalIdentifier(rmaNumber, "rmaNumber", 20) ? rmaNumber : null,
            status,
            checks.OptionalIdentifier(attention, "attention", 100) ? attention : null,
            checks.Time(from, "from"),
            checks.Time(to, "to"),
            checks.Time(changedSince, "changedSince"),
            after
        );
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var page = await filter
            .Apply(db, scope.Storefronts)
            .OrderByDescending(x => x.CorrelationId)
            .Select(x => new ReturnRow(
                x.CorrelationId,
                x.IsApproved ? x.RmaNumber : null,
                x.OrderNumber,
                x.FurtherOrders,
                x.StorefrontId,
                x.Status,
                x.Channel,
                x.Customer,
                x.RequestedAt,
                x.StatusSince,
                x.HandOverBy,
                x.Rounds,
                x.AttentionReason,
                x.AttentionSince
            ))
            .ToPageAsync(limit, x => x.Id.ToString(), cancellation);
        return TypedResults.Ok(page.Map(ReturnSummary.Of));
    }
}

/// <summary>The conditions of a search for returns. Each of them uses an index.</summary>
/// <param name="Attention">The reason why the return waits for a person, or <see cref="AnyAttention"/>.</param>
internal sealed record ReturnFilter(
    string? OrderNumber = null,
    string? Customer = null,
    string? EmailKey = null,
    string? RmaNumber = null,
    string? Status = null,
    string? Attention = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    DateTimeOffset? ChangedSince = null,
    Guid? After = null
)
{
    public const string AnyAttention = "any";

    public IQueryable<Return> Apply(ReturnsDb db, IReadOnlyList<string> storefronts)
    {
        var returns = OfOrders(db, storefronts);
        if (RmaNumber is not null)
        {
            var rma = Requests.RmaNumber.Complete(RmaNumber) ?? RmaNumber;
            returns = returns.Where(x => x.RmaNumber == rma);
        }
        if (Status is not null)
        {
            returns = returns.Where(x => x.Status == Status);
        }
        if (Attention is not null)
        {
            // The comparison excludes null, so that the partial index is used.
            returns = returns.Where(x => x.AttentionSince >= DateTimeOffset.UnixEpoch);
            returns = Attention == AnyAttention ? returns : returns.Where(x => x.AttentionReason == Attention);
        }
        return Between(db, returns);
    }

    private IQueryable<Return> OfOrders(ReturnsDb db, IReadOnlyList<string> storefronts)
    {
        var returns = db.Returns.AsNoTracking();
        var orders = db.Orders.Where(x => storefronts.Contains(x.StorefrontId));
        orders = OrderNumber is null ? orders : orders.Where(x => x.Number == OrderNumber);
        orders = Customer is null ? orders : orders.Where(x => x.CustomerReference == Customer);
        if (EmailKey is not null)
        {
            var contacts = db.OrderContacts.Where(x => storefronts.Contains(x.StorefrontId) && x.EmailKey == EmailKey);
            // Joins instead of subqueries, so that every database begins with the few orders.
            orders = orders.Join(contacts, x => x.Id, x => x.OrderId, (order, _) => order);
        }
        return (OrderNumber ?? Customer ?? EmailKey) is not null
                ? returns.Join(IdsOf(db, orders), x => x.CorrelationId, id => id, (found, _) => found)
            // The index of one storefront's returns has the order of the list; for several storefronts there is no such index.
            : RmaNumber is null && storefronts is [var only] ? returns.Where(x => x.StorefrontId == only)
            : Attention is not null ? returns.Where(x => storefronts.Contains(x.StorefrontId))
            : returns;
    }

    /// <summary>The returns whose first order is one of these, and those with lines of one of them.</summary>
    private static IQueryable<Guid> IdsOf(ReturnsDb db, IQueryable<Order> orders) =>
        orders
            .Join(db.Returns, x => x.Id, x => x.OrderId, (_, found) => found.CorrelationId)
            .Union(orders.Join(db.FurtherOrders, x => x.Id, x => x.OrderId, (_, further) => further.ReturnId));

    /// <summary>Filters by time through the ids, which sort by time.</summary>
    private IQueryable<Return> Between(ReturnsDb db, IQueryable<Return> returns)
    {
        if (From is { } from)
        {
            var first = FirstIdAt(from);
            returns = returns.Where(x => x.CorrelationId >= first);
        }
        if (To is { } to)
        {
            var end = FirstIdAt(to);
            returns = returns.Where(x => x.CorrelationId < end);
        }
        if (ChangedSince is { } since)
        {
            var first = FirstIdAt(since);
            var changed = db.Timeline.Where(x => x.Id >= first).Select(x => x.ReturnId);
            returns = returns.Where(x => changed.Contains(x.CorrelationId));
        }
        return After is { } after ? returns.Where(x => x.CorrelationId < after) : returns;
    }

    /// <summary>The smallest id of a millisecond.</summary>
    private static Guid FirstIdAt(DateTimeOffset at)
    {
        Span<byte> id = stackalloc byte[16];
        Guid.CreateVersion7(at).TryWriteBytes(id, bigEndian: true, out _);
        id[6..].Clear();
        return new Guid(id, bigEndian: true);
    }
}

internal sealed record ReturnRow(
    Guid Id,
    string? RmaNumber,
    string OrderNumber,
    IReadOnlyList<ReturnOrder>? FurtherOrders,
    string StorefrontId,
    string Status,
    string Channel,
    string? Customer,
    DateTimeOffset RequestedAt,
    DateTimeOffset StatusSince,
    DateTimeOffset HandOverBy,
    IReadOnlyList<Round> Rounds,
    string? AttentionReason,
    DateTimeOffset? AttentionSince
);

/// <summary>A return in a list.</summary>
/// <param name="RmaNumber">The RMA number; null until the return is approved.</param>
/// <param name="FurtherOrderNumbers">The numbers of the other orders of which the return has lines.</param>
/// <param name="Customer">The storefront's own number for the customer; null: the order names none.</param>
/// <param name="StatusSince">Since when the return has the status, UTC.</param>
/// <param name="HandOverBy">The hand-over deadline, UTC.</param>
/// <param name="PromisedBy">By when the customer was promised the refund of the last round, UTC; null until goods have come.</param>
/// <param name="Attention">Why and since when the return waits for a person; null: it does not.</param>
internal sealed record ReturnSummary(
    Guid Id,
    string? RmaNumber,
    string OrderNumber,
    IReadOnlyList<string> FurtherOrderNumbers,
    string Storefront,
    [property: OneOf(typeof(ReturnStatuses))] string Status,
    string Channel,
    string? Customer,
    DateTimeOffset RequestedAt,
    DateTimeOffset StatusSince,
    DateTimeOffset HandOverBy,
    DateTimeOffset? PromisedBy,
    ReturnAttentionResponse? Attention
)
{
    public static ReturnSummary Of(ReturnRow row) =>
        new(
            row.Id,
            row.RmaNumber,
            row.OrderNumber,
            [.. row.FurtherOrders?.Select(x => x.Number) ?? []],
            row.StorefrontId,
            row.Status,
            row.Channel,
            row.Customer,
            row.RequestedAt,
            row.StatusSince,
            row.HandOverBy,
            row.Rounds.Count == 0 ? null : row.Rounds[^1].PromisedBy,
            ReturnAttentionResponse.Of(row.AttentionReason, row.AttentionSince)
        );
}
