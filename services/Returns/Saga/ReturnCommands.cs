using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// The commands that a return sends to other services. Only the return's rows decide their content, so a repeated command is identical,
/// unless its order was corrected in between.
/// </summary>
internal static class ReturnCommands
{
    public static Guid InspectionIdOf(Return saga, int round) =>
        DerivedId.From(saga.CorrelationId, "inspection", round);

    /// <summary>The id of a part, and the key of its command.</summary>
    public static Guid PartIdOf(Return saga, int round, string kind, string subject) =>
        DerivedId.From(saga.CorrelationId, kind, round, subject);

    public static ExpectParcel ExpectParcel(Return saga) =>
        new(
            saga.CorrelationId,
            saga.StorefrontId,
            saga.Expectation.Revision,
            saga.OrderNumber,
            saga.RmaNumber,
            TrackingNumber: null,
            saga.HandOverBy,
            [
                .. saga
                    .Goods.Lines.GroupBy(x => x.Key)
                    .Select(x => new ExpectedLine(
                        x.Key.OrderNumber ?? saga.OrderNumber,
                        x.Key.LineId,
                        x.First().Sku,
                        x.First().Gtin,
                        x.Sum(line => line.Quantity)
                    )),
            ],
            saga.Expectation.HandedOverAt is not null,
            saga.Expectation.LostParcels
        );

    public static StopExpectingParcel StopExpectingParcel(Return saga) =>
        new(saga.CorrelationId, saga.StorefrontId, saga.Expectation.Revision);

    /// <summary>Acknowledges a snapshot for a return that does not exist.</summary>
    public static AcknowledgeReceipt AcknowledgeReceipt(ReceiptClosed closed) =>
        new(closed.ReturnId, closed.StorefrontId, closed.Number);

    /// <summary>Acknowledges the last snapshot.</summary>
    public static AcknowledgeReceipt AcknowledgeReceipt(Return saga)
    {
        List<Guid> dismissed = [.. saga.Goods.Unassigned.Where(x => x.Dismissed).Select(x => x.UnitId)];
        return new(
            saga.CorrelationId,
            saga.StorefrontId,
            saga.Expectation.Snapshot,
            dismissed.Count > 0 ? dismissed : null
        );
    }

    public static InspectUnits InspectUnits(Return saga, int round)
    {
        var lines = saga.Goods.Lines.ToDictionary(x => (x.Key, x.Reason));
        return new(
            saga.CorrelationId,
            saga.StorefrontId,
            InspectionIdOf(saga, round),
            round,
            saga.OrderNumber,
            saga.RmaNumber,
            [
                .. saga
                    .Goods.Units.Where(x => x.Round == round)
                    .OrderBy(x => x.OrderNumber, StringComparer.Ordinal)
                    .ThenBy(x => x.LineId, StringComparer.Ordinal)
                    .ThenBy(x => x.Ordinal)
                    .Select(x => ToInspect(x, lines[(x.Line, x.Reason)])),
            ],
            saga.Goods.GradeDispositions
        );
    }

    private static UnitToInspect ToInspect(ReturnUnit unit, ReturnLine line) =>
        new(
            unit.UnitId!.Value,
            unit.LineId,
            line.Sku,
            unit.Reason,
            line.Category,
            line.DispositionRule ?? BuiltIn.Dispositions,
            unit.OrderNumber
        );

    public static IssueRefund IssueRefund(Return saga, RoundPart part)
    {
        var round = saga.Rounds.First(x => x.No == part.Round);
        var order = saga.Orders.First(x => x.Number == part.Subject);
        return new(
            saga.CorrelationId,
            saga.StorefrontId,
            part.PartId,
            part.Round,
            part.Subject,
            part.Amount,
            saga.Currency,
            order.Payments,
            RefundCalculation.LinesOf(saga, part.Round, order),
            round.PromisedBy,
            round.VerdictBy,
            order.PaymentsVersion,
            saga.Customer,
            part.StoreCredit > 0 ? part.StoreCredit : null,
            order.InvoiceNumber,
            PayWhatIsLeft: true,
            saga.RmaNumber,
            part.StoreCreditBonus > 0 ? part.StoreCreditBonus : null
        );
    }

    public static AcknowledgeReversal AcknowledgeReversal(RefundReversed reversal) =>
        new(reversal.ReturnId, reversal.StorefrontId, reversal.RefundId, reversal.Reversed);

    /// <summary>Reports that no return has the refund: Refund stops repeating the reversal and lists it for finance.</summary>
    public static AcknowledgeReversal RejectReversal(RefundReversed reversal) =>
        new(reversal.ReturnId, reversal.StorefrontId, reversal.RefundId, reversal.Reversed, Unknown: true);

    /// <summary>The stable id of a message to the customer.</summary>
    public static Guid MessageIdOf(Return saga, PendingMessage message) =>
        DerivedId.From(saga.CorrelationId, "message", message.Step, message.Which);

    public static TellCustomer TellCustomer(Return saga, PendingMessage message) =>
        new(
            saga.CorrelationId,
            saga.StorefrontId,
            MessageIdOf(saga, message),
            message.Step,
            saga.Email,
            saga.Locale,
            message.OrderNumber ?? saga.OrderNumber,
            saga.RmaNumber,
            message.Step is Steps.Approved or Steps.Reminder ? saga.HandOverBy : null,
            message.Amount,
            message.Amount is null ? null : saga.Currency,
            message.StoreCredit,
            message.Text,
            message.Until,
            message.StoreCreditBonus
        );
}
