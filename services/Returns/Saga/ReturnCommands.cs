using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The commands that a return sends to other services. Its row alone decides their content: sent again, a command is the same.</summary>
internal static class ReturnCommands
{
    private const int Round = 1;
    private const int Revision = 1;

    public static Guid InspectionIdOf(Return saga) => DerivedId.From(saga.CorrelationId, "inspection", Round);

    public static Guid RefundIdOf(Return saga) => DerivedId.From(saga.CorrelationId, "refund", Round, "units");

    public static ExpectParcel ExpectParcel(Return saga) =>
        new(
            saga.CorrelationId,
            saga.StorefrontId,
            Revision,
            saga.OrderNumber,
            saga.RmaNumber,
            TrackingNumber: null,
            saga.HandOverBy,
            [
                .. saga
                    .Lines.GroupBy(x => x.LineId)
                    .Select(x => new ExpectedLine(
                        saga.OrderNumber,
                        x.Key,
                        x.First().Sku,
                        x.First().Gtin,
                        x.Sum(line => line.Quantity)
                    )),
            ]
        );

    public static StopExpectingParcel StopExpectingParcel(Return saga) =>
        new(saga.CorrelationId, saga.StorefrontId, Revision);

    public static InspectUnits InspectUnits(Return saga)
    {
        var lines = saga.Lines.ToDictionary(x => (x.LineId, x.Reason));
        return new(
            saga.CorrelationId,
            saga.StorefrontId,
            InspectionIdOf(saga),
            Round,
            saga.OrderNumber,
            saga.RmaNumber,
            [
                .. saga
                    .Units.Where(x => x.UnitId is not null)
                    .OrderBy(x => x.LineId, StringComparer.Ordinal)
                    .ThenBy(x => x.Ordinal)
                    .Select(x => ToInspect(x, lines[(x.LineId, x.Reason)])),
            ],
            saga.GradeDispositions
        );
    }

    private static UnitToInspect ToInspect(ReturnUnit unit, ReturnLine line) =>
        new(
            unit.UnitId!.Value,
            unit.LineId,
            line.Sku,
            unit.Reason,
            line.Category,
            line.DispositionRule ?? BuiltIn.Dispositions
        );

    public static IssueRefund IssueRefund(Return saga) =>
        new(
            saga.CorrelationId,
            saga.StorefrontId,
            RefundIdOf(saga),
            Round,
            saga.OrderNumber,
            saga.RefundAmount,
            saga.Currency,
            saga.Payments,
            RefundCalculation.LinesOf(saga),
            saga.PromisedBy,
            saga.VerdictBy,
            saga.PaymentsVersion,
            saga.Customer,
            saga.StoreCredit > 0 ? saga.StoreCredit : null,
            saga.InvoiceNumber,
            PayWhatIsLeft: true,
            saga.RmaNumber
        );

    public static AcknowledgeReversal AcknowledgeReversal(Return saga, RefundReversed reversal) =>
        new(saga.CorrelationId, saga.StorefrontId, reversal.RefundId, reversal.Reversed);

    public static AcknowledgeReversal RejectReversal(RefundReversed reversal) =>
        new(reversal.ReturnId, reversal.StorefrontId, reversal.RefundId, reversal.Reversed, Unknown: true);

    /// <summary>The stable id of a message to the customer.</summary>
    public static Guid MessageIdOf(Return saga, PendingMessage message) =>
        DerivedId.From(saga.CorrelationId, "message", message.Step, message.Reversed);

    public static TellCustomer TellCustomer(Return saga, PendingMessage message)
    {
        var again = message.Step == Steps.PaidAgain;
        var storeCredit = saga.StoreCreditGiven ?? saga.StoreCredit;
        var aboutMoney =
            again
            || (message.Step is Steps.Inspected or Steps.Completed or Steps.RefundDelayed && saga.RefundAmount > 0);
        return new(
            saga.CorrelationId,
            saga.StorefrontId,
            MessageIdOf(saga, message),
            message.Step,
            saga.Email,
            saga.Locale,
            saga.OrderNumber,
            saga.RmaNumber,
            message.Step == Steps.Approved ? saga.HandOverBy : null,
            !aboutMoney ? null
                : again ? message.Reversed
                : message.Step == Steps.Completed ? saga.RefundAmount - saga.Shortfall
                : saga.RefundAmount,
            aboutMoney ? saga.Currency : null,
            aboutMoney && !again && storeCredit > 0 ? storeCredit : null
        );
    }
}
