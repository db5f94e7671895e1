using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Replay;

/// <summary>The product's own checks, drafts, quotes and refund calculations, without its databases.</summary>
internal sealed class InMemory : IMesh
{
    private static readonly EffectivePolicy Policy = new(Guid.Empty, 1, "", default, Presets.All[Presets.Fashion]);
    private readonly Dictionary<string, (Order Order, HashSet<(string, int)> Taken)> _orders = [];

    /// <summary>The refunds of each order so far.</summary>
    private readonly Dictionary<string, long> _given = [];

    public Task<long> OrderAsync(Invoice invoice)
    {
        var checks = new Checks();
        invoice.Order.Check(checks, invoice.At);
        if (checks.Failed)
        {
            throw new InvalidOperationException($"The order {invoice.Number} is not taken.");
        }
        var order = PutOrder.ToOrder(invoice.At, "replay", invoice.Number, invoice.Order);
        _orders.Add(invoice.Number, (order, []));
        return Task.FromResult((long)Allocation.Total(order));
    }

    public Task<Answer> QuoteAsync(RequestedReturn requested, DateTimeOffset at)
    {
        var (order, taken) = _orders[requested.Line.Invoice.Number];
        var request = RequestOf(requested);
        if (request.Check().Failed)
        {
            return Task.FromResult(new Answer("invalid_request", 0));
        }
        var draft = new ReturnDraft(order, taken, at);
        var line = draft.Decide(request, Policy).Lines[0];
        return Task.FromResult(new Answer(line.Eligible ? null : line.Rule, line.Amounts.Sum));
    }

    public Task<long> ReturnAsync(RequestedReturn requested, DateTimeOffset at)
    {
        var (order, taken) = _orders[requested.Line.Invoice.Number];
        var draft = new ReturnDraft(order, taken, at);
        var it = draft.ToReturn(draft.Decide(RequestOf(requested), Policy));
        taken.UnionWith(it.Goods.Units.Select(x => (x.LineId, x.Ordinal)));
        var step = new ReturnStep(it, at);
        ReturnTable.Handle(step, new Approval());
        ReceivedUnit[] came =
        [
            .. it.Goods.Units.Select(x => new ReceivedUnit(Guid.CreateVersion7(), it.OrderNumber, x.LineId, "")),
        ];
        ReturnTable.Handle(
            step,
            new ReceiptClosed(it.CorrelationId, it.StorefrontId, 1, Guid.Empty, came, [], NothingMoreExpected: true, at)
        );
        ReturnTable.Handle(
            step,
            new InspectionCompleted(
                it.CorrelationId,
                it.StorefrontId,
                ReturnCommands.InspectionIdOf(it, 1),
                1,
                [.. came.Select(x => new UnitVerdict(x.UnitId, x.LineId, Grades.A, Dispositions.Restock))],
                at
            )
        );
        var refund = ReturnCommands.IssueRefund(it, it.Parts[0]);
        var lines = refund.Lines!.Sum(x => x.Price + x.Discount + x.Tax + x.Shipping + x.Fees);
        var given = _given[order.Number] = _given.GetValueOrDefault(order.Number) + refund.Amount;
        return lines == refund.Amount && given <= (long)Allocation.Total(order)
            ? Task.FromResult(refund.Amount)
            : throw new InvalidOperationException($"The refunds of the order {order.Number} don't add up.");
    }

    /// <summary>Faulty: what was bought up to a year ago may come back.</summary>
    public static ReturnRequest RequestOf(RequestedReturn requested, string prefix = "") =>
        new(
            prefix + requested.Line.Invoice.Number,
            "web",
            [new ReturnLineRequest(requested.Line.LineId, requested.Quantity, Reasons.Defective, Resolutions.Refund)]
        );
}
