using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Bulk;

/// <summary>
/// Creates the returns of a bulk request one after the other, each in a commit with the outcome of its lines, so that continuing after
/// a crash creates none twice.
/// </summary>
internal sealed class BulkReturns(
    ReturnsDb db,
    PolicyVersions versions,
    RequestDecider decider,
    NewReturns returns,
    TimeProvider time
)
{
    // Each attempt stores a decision with the facts of all remaining lines.
    private const int MaxAttempts = 10;

    /// <summary>Decides the lines of the next customer, of at most as many orders as one return may have.</summary>
    /// <param name="id">The bulk request.</param>
    /// <param name="leasedUntil">When another worker may continue with it, if this one does not renew the lease by then.</param>
    /// <returns>True when there may be more lines.</returns>
    public async Task<bool> MakeNextAsync(Guid id, Func<DateTimeOffset> leasedUntil, CancellationToken cancellation)
    {
        var more = false;
        await ConflictRetry.RunAsync(
            db,
            async () =>
            {
                var job = await db.BulkJobs.FirstOrDefaultAsync(x => x.Id == id, cancellation);
                more = job is not null && await DecideNextAsync(job, leasedUntil, cancellation);
                await db.SaveChangesAsync(cancellation);
            },
            cancellation
        );
        return more;
    }

    /// <summary>
    /// Sets when a request that is not done is due again. This is no new version of it: whoever is working on it goes on.
    /// </summary>
    public Task PostponeAsync(Guid id, DateTimeOffset dueAt, CancellationToken cancellation) =>
        db.WriteAsync(
            () =>
                db
                    .BulkJobs.Where(x => x.Id == id && x.DueAt != null)
                    .ExecuteUpdateAsync(x => x.SetProperty(job => job.DueAt, dueAt), cancellation),
            cancellation
        );

    private async Task<bool> DecideNextAsync(
        BulkJob job,
        Func<DateTimeOffset> leasedUntil,
        CancellationToken cancellation
    )
    {
        var pending = db.BulkLines.Where(x => x.JobId == job.Id && x.Outcome == BulkOutcomes.Pending);
        var number = await pending
            .OrderBy(x => x.Position)
            .Select(x => x.OrderNumber)
            .FirstOrDefaultAsync(cancellation);
        if (number is null)
        {
            (job.Status, job.DueAt) = (BulkStatuses.Done, null);
            return false;
        }
        var orders = await OrdersAsync(job, number, pending, cancellation);
        List<string> numbers = orders.Count == 0 ? [number] : orders.ConvertAll(x => x.Number);
        var lines = await pending
            .Where(x => numbers.Contains(x.OrderNumber))
            .OrderBy(x => x.Position)
            .ToListAsync(cancellation);
        var refusal =
            orders.Count == 0 ? BuiltIn.UnknownOrder
            : orders[0].TakesReturn ? null
            : BuiltIn.TooManyReturns;
        if (refusal is not null)
        {
            lines.ForEach(x => x.Refuse(refusal, BuiltIn.Refusals[refusal]));
        }
        else
        {
            lines = Fitting(lines);
            await DecideAsync(job, orders, lines, leasedUntil, cancellation);
        }
        job.Accepted += lines.Count(x => x.Outcome == BulkOutcomes.Accepted);
        job.Refused += lines.Count(x => x.Outcome == BulkOutcomes.Refused);
        job.DueAt = leasedUntil();
        return true;
    }

    /// <summary>An order, and other orders of its customer that may come back in the same return; empty: there is no such order.</summary>
    private async Task<List<Order>> OrdersAsync(
        BulkJob job,
        string number,
        IQueryable<BulkLine> pending,
        CancellationToken cancellation
    )
    {
        var ofStorefront = db.Orders.Include(x => x.Contact).Where(x => x.StorefrontId == job.StorefrontId);
        var first = await ofStorefront.FirstOrDefaultAsync(x => x.Number == number, cancellation);
        if (first is not { CustomerReference: { } customer, TakesReturn: true })
        {
            return first is null ? [] : [first];
        }
        var numbers = await pending.Select(x => x.OrderNumber).Distinct().ToListAsync(cancellation);
        var others = await OrdersNamed(db, job.StorefrontId, numbers)
            .Where(x => x.RequestedReturns < Order.MaxReturns && x.SharedReturns < Order.MaxReturns)
            .OrderBy(x => x.Id)
            // Without the lines, because an order may have thousands.
            .Select(x => new
            {
                x.Id,
                x.Currency,
                x.Customer,
            })
            .ToListAsync(cancellation);
        List<Guid> ids =
        [
            .. others
                .Where(x => x.Id != first.Id && x.Currency == first.Currency)
                .Where(x => (x.Customer.Reference, x.Customer.Company) == (customer, first.Customer.Company))
                .Take(ReturnRequest.MaxOrders - 1)
                .Select(x => x.Id),
        ];
        List<Order> together = [first];
        if (ids.Count > 0)
        {
            // One by one: of orders that are too large together, only the first ones are read.
            var further = ofStorefront.Where(x => ids.Contains(x.Id)).OrderBy(x => x.Id).AsAsyncEnumerable();
            await foreach (var order in further.WithCancellation(cancellation))
            {
                if (!RequestDecider.FitTogether([.. together, order]))
                {
                    break;
                }
                together.Add(order);
            }
        }
        return together;
    }

    /// <summary>
    /// Orders by their numbers alone, for which there is an index: a request names a bounded number of them, while their customer may have
    /// any number of orders.
    /// </summary>
    internal static IQueryable<Order> OrdersNamed(ReturnsDb db, string storefront, IReadOnlyList<string> numbers) =>
        db.Orders.Where(x => x.StorefrontId == storefront && numbers.Contains(x.Number));

    /// <summary>The lines of the first orders that together do not exceed the units of one return.</summary>
    private static List<BulkLine> Fitting(List<BulkLine> lines)
    {
        var units = 0;
        var fitting = lines
            .GroupBy(x => x.OrderNumber)
            .TakeWhile(order => (units += order.Sum(x => x.Quantity)) <= ReturnRequest.MaxUnits)
            .Select(x => x.Key)
            .ToHashSet();
        return lines.FindAll(x => fitting.Contains(x.OrderNumber));
    }

    /// <summary>Refuses lines that the policy refuses, until it accepts the rest as a whole; after some attempts, refuses the rest.</summary>
    private async Task DecideAsync(
        BulkJob job,
        List<Order> orders,
        List<BulkLine> lines,
        Func<DateTimeOffset> leasedUntil,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        var company = orders[0].Customer.Company;
        var policy = await versions.InEffectAsync(job.StorefrontId, company, now, cancellation);
        var attempts = 0;
        while (lines.FindAll(x => x.Outcome == BulkOutcomes.Pending) is { Count: > 0 } left)
        {
            if (attempts++ == MaxAttempts)
            {
                left.ForEach(x => x.Refuse(BuiltIn.Undecided, BuiltIn.Refusals[BuiltIn.Undecided]));
                return;
            }
            if (attempts > 1)
            {
                await PostponeAsync(job.Id, leasedUntil(), cancellation);
            }
            var request = new BulkPart(left);
            var wanted = left.Select(x => x.OrderNumber).ToHashSet();
            // The request's own order, that of its first line, comes first.
            var of = orders.FindAll(x => wanted.Contains(x.Number));
            of = [.. of.OrderByDescending(x => x.Number == left[0].OrderNumber)];
            var decided = await decider.DecideAsync(request.Of(job), of, policy, now, forReturn: true, cancellation);
            if (decided.Accepted)
            {
                var enteredBy = new Instructor(job.RequestedBy, job.RequestedByName);
                var made = await returns.AddAsync(decided, enteredBy, cancellation);
                request.Accept(decided, made.CorrelationId);
                return;
            }
            db.Decisions.AddRange(decided.ToDecisions(DecisionKinds.Request, isReturn: false));
            request.Refuse(decided);
        }
    }
}

/// <summary>
/// Lines of a bulk request that are decided together. Lines of one order line with the same reason become one line of the return request,
/// whoever wore the pieces.
/// </summary>
internal sealed class BulkPart(IReadOnlyList<BulkLine> lines)
{
    private readonly List<List<BulkLine>> _groups =
    [
        .. lines.GroupBy(x => (x.OrderNumber, x.LineId, x.Reason)).Select(x => x.ToList()),
    ];

    /// <summary>The return request for these lines.</summary>
    public ReturnRequest Of(BulkJob job) => new(lines[0].OrderNumber, job.Channel, [.. _groups.Select(LineOf)]);

    public void Accept(DecidedRequest decided, Guid returnId)
    {
        foreach (var (group, line) in _groups.Zip(decided.Lines))
        {
            group.ForEach(x => x.Accept(returnId, line.Rule));
        }
    }

    /// <summary>Refuses at least one of the lines; the others are decided again.</summary>
    public void Refuse(DecidedRequest decided)
    {
        var refused = _groups.Zip(decided.Lines).Where(x => !x.Second.Eligible).ToList();
        foreach (var (group, line) in refused)
        {
            var some = line.Rule == BuiltIn.QuantityLeft ? LinesBeyondPieces(group, decided) : [];
            (some.Count > 0 ? some : group).ForEach(x => x.Refuse(line.Rule, line.Refusal!));
        }
        if (refused.Count == 0)
        {
            // No single line was refused, but all lines of an order.
            foreach (var order in decided.Orders.Where(x => x.Outcome.Decision == DecisionWords.Refuse))
            {
                var rule = order.Outcome.Rules.First(x => x.Effect == DecisionWords.Refuse);
                foreach (var line in _groups.SelectMany(x => x).Where(x => x.OrderNumber == order.Order.Number))
                {
                    line.Refuse(rule.Rule, rule.Text!);
                }
            }
        }
    }

    /// <summary>The lines for which there are not enough pieces, after the first lines have taken theirs.</summary>
    private List<BulkLine> LinesBeyondPieces(List<BulkLine> group, DecidedRequest decided)
    {
        var (order, lineId) = (group[0].OrderNumber, group[0].LineId);
        var facts = decided.Orders.First(x => x.Order.Number == order).Facts;
        var left = facts.Lines.First(x => x.LineId == lineId).Left ?? 0;
        left -= _groups
            .TakeWhile(x => x != group)
            .Where(x => (x[0].OrderNumber, x[0].LineId) == (order, lineId))
            .Sum(x => x.Sum(y => y.Quantity));
        List<BulkLine> tooMany = [];
        foreach (var line in group)
        {
            if (line.Quantity > left)
            {
                tooMany.Add(line);
            }
            else
            {
                left -= line.Quantity;
            }
        }
        return tooMany;
    }

    private static ReturnLineRequest LineOf(List<BulkLine> group)
    {
        var first = group[0];
        return new(
            first.LineId,
            group.Sum(x => x.Quantity),
            first.Reason,
            first.Resolution,
            group.Find(x => x.Wearer is null)?.Comment,
            OrderNumber: first.OrderNumber
        )
        {
            Wearers = group.Exists(x => x.Wearer is not null)
                ? [.. group.Where(x => x.Wearer is not null).Select(x => new Wearer(x.Wearer!, x.Quantity, x.Comment))]
                : null,
        };
    }
}
