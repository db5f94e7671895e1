using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>Decides a request by the policy in effect, in the same way for a quote and for a return.</summary>
internal sealed class RequestDecider(ReturnsDb db, PolicyVersions versions, QuotedRequests quoted, TimeProvider time)
{
    /// <param name="tracking">True when the orders will be changed.</param>
    /// <returns>The decided request, or the problem.</returns>
    public async Task<(DecidedRequest? Decided, ProblemHttpResult? Problem)> MakeAsync(
        ReturnRequest request,
        string storefront,
        QueryTrackingBehavior tracking,
        CancellationToken cancellation
    )
    {
        var checks = request.Check();
        if (checks.Failed)
        {
            return (null, checks.ToProblem());
        }
        var (orders, problem) = await FindOrdersAsync(request, storefront, tracking, cancellation);
        if (problem is not null)
        {
            return (null, problem);
        }
        var now = time.GetUtcNow();
        if (request.QuoteId is { } quoteId)
        {
            return await quoted.DecideAsync(request, quoteId, orders, now, cancellation);
        }
        var policy = await versions.InEffectAsync(storefront, orders[0].Customer.Company, now, cancellation);
        var reasons = request.CheckReasons(policy.Document);
        if (reasons.Failed)
        {
            return (null, reasons.ToProblem());
        }
        var forReturn = tracking == QueryTrackingBehavior.TrackAll;
        return (await DecideAsync(request, orders, policy, now, forReturn, cancellation), null);
    }

    /// <summary>Decides a checked request with its orders.</summary>
    /// <param name="orders">The orders, the request's own order first.</param>
    /// <param name="forReturn">True when a return may follow.</param>
    public async Task<DecidedRequest> DecideAsync(
        ReturnRequest request,
        IReadOnlyList<Order> orders,
        EffectivePolicy policy,
        DateTimeOffset now,
        bool forReturn,
        CancellationToken cancellation
    )
    {
        var standing = await CustomerStanding.OfAsync(db, orders[0], policy.Document, now, forReturn, cancellation);
        var draft = await ReturnDraft.StartAsync(orders, request.Lines, db, now, cancellation);
        return draft.Decide(request, policy, standing);
    }

    /// <summary>The orders of a request, its own order first; all of one customer, so that they can share a parcel and a policy.</summary>
    private async Task<(IReadOnlyList<Order> Orders, ProblemHttpResult? Problem)> FindOrdersAsync(
        ReturnRequest request,
        string storefront,
        QueryTrackingBehavior tracking,
        CancellationToken cancellation
    )
    {
        var (known, numbers) = (db.Orders.AsTracking(tracking).Include(x => x.Contact), request.OrderNumbers());
        var wanted = numbers is [var only]
            ? known.Where(x => x.StorefrontId == storefront && x.Number == only)
            : known.Where(x => x.StorefrontId == storefront && numbers.Contains(x.Number));
        List<Order> found = [];
        // One by one: of orders that are too large together, only the first ones are read.
        await foreach (var order in wanted.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            found.Add(order);
            if (!FitTogether(found))
            {
                return ([], TooLargeTogether());
            }
        }
        if (numbers.FirstOrDefault(number => !found.Exists(x => x.Number == number)) is { } unknown)
        {
            return ([], UnknownOrder(unknown));
        }
        if (found.Find(x => !x.TakesReturn) is { } full)
        {
            return ([], TooManyReturns(full.Number));
        }
        found = [.. found.OrderByDescending(x => x.Number == request.OrderNumber).ThenBy(x => x.Id)];
        var checks = new Checks();
        for (var i = 0; i < request.Lines.Count && found.Count > 1; i++)
        {
            var other = found.Find(x => x.Number == request.OrderOf(request.Lines[i]))!;
            CheckTogether(checks, $"lines[{i}].orderNumber", found[0], other);
        }
        return (
            found,
            checks.Failed ? checks.ToProblem(StatusCodes.Status422UnprocessableEntity, "orders_differ") : null
        );
    }

    /// <summary>
    /// Whether orders have no more payments, lines and pieces together than one may have: each message of their return loads all
    /// payments, and a decision divides the prices of all lines and reads which of the requested lines' pieces are free.
    /// </summary>
    public static bool FitTogether(IReadOnlyList<Order> orders) =>
        orders.Count == 1
        || (
            orders.Sum(x => x.Payments.Count) <= OrderRequest.MaxPayments
            && orders.Sum(x => x.Lines.Count) <= OrderRequest.MaxLines
            && orders.Sum(x => (long)x.Units) <= OrderRequest.MaxPieces
        );

    private static ProblemHttpResult TooLargeTogether()
    {
        var checks = new Checks();
        checks.That(
            false,
            "lines",
            $"must be of orders with at most {OrderRequest.MaxPayments} payments, {OrderRequest.MaxLines} lines and {OrderRequest.MaxPieces} pieces together: request the rest in another return"
        );
        return checks.ToProblem(StatusCodes.Status422UnprocessableEntity, "orders_differ");
    }

    private static ProblemHttpResult TooManyReturns(string number) =>
        Problem.Of(
            StatusCodes.Status422UnprocessableEntity,
            "too_many_returns",
            $"Order '{number}' has had {Order.MaxReturns} returns, the most that an order may have."
        );

    private static void CheckTogether(Checks checks, string at, Order own, Order other)
    {
        if (own == other)
        {
            return;
        }
        checks.That(
            own.CustomerReference is not null
                && (own.CustomerReference, own.Customer.Company) == (other.CustomerReference, other.Customer.Company),
            at,
            $"must be an order of the same customer as order '{own.Number}': request the others in another return"
        );
        checks.That(
            own.Currency == other.Currency,
            at,
            $"must be an order in {own.Currency}, as order '{own.Number}' is: request the others in another return"
        );
    }

    private static ProblemHttpResult UnknownOrder(string number) =>
        Problem.Of(
            StatusCodes.Status422UnprocessableEntity,
            "unknown_order",
            $"There is no order '{number}': PUT it to /v1/orders first."
        );
}
