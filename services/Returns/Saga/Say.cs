using System.Globalization;
using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>What a return says to other services. Said again, it is the same to the letter: its row alone decides.</summary>
internal static class Say
{
    private const int Round = 1;

    public static Guid InspectionIdOf(Return it) => DerivedId.From(it.CorrelationId, "inspection", Round);

    public static Guid RefundIdOf(Return it) => DerivedId.From(it.CorrelationId, "refund", Round, "units");

    public static ExpectParcel ExpectParcel(Return it) =>
        new(
            it.CorrelationId,
            it.StorefrontId,
            it.OrderNumber,
            it.RmaNumber,
            TrackingNumber: null,
            it.Deadline,
            [
                .. it
                    .Lines.GroupBy(x => x.LineId)
                    .Select(x => new ExpectedLine(x.Key, x.First().Sku, x.First().Gtin, x.Sum(line => line.Quantity))),
            ]
        );

    public static StopExpectingParcel StopExpectingParcel(Return it) => new(it.CorrelationId, it.StorefrontId);

    public static InspectUnits InspectUnits(Return it)
    {
        var skus = it.Lines.DistinctBy(x => x.LineId).ToDictionary(x => x.LineId, x => x.Sku);
        return new(
            it.CorrelationId,
            it.StorefrontId,
            InspectionIdOf(it),
            Round,
            it.OrderNumber,
            it.RmaNumber,
            [
                .. it
                    .Units.Where(x => x.UnitId is not null)
                    .OrderBy(x => x.LineId, StringComparer.Ordinal)
                    .ThenBy(x => x.Ordinal)
                    .Select(x => new UnitToInspect(x.UnitId!.Value, x.LineId, skus[x.LineId], x.Reason)),
            ]
        );
    }

    public static IssueRefund IssueRefund(Return it) =>
        new(
            it.CorrelationId,
            it.StorefrontId,
            RefundIdOf(it),
            Round,
            it.OrderNumber,
            it.RefundAmount,
            it.Currency,
            it.Payments,
            Settlement.Lines(it),
            it.PromisedBy,
            it.DecidedBy,
            it.PaymentsVersion,
            it.Customer,
            it.StoreCredit > 0 ? it.StoreCredit : null,
            it.InvoiceNumber
        );

    public static AcknowledgeReversal AcknowledgeReversal(Return it, RefundReversed heard) =>
        new(it.CorrelationId, it.StorefrontId, heard.RefundId, heard.Reversed);

    public static AcknowledgeReversal Disown(RefundReversed heard) =>
        new(heard.ReturnId, heard.StorefrontId, heard.RefundId, heard.Reversed, Unknown: true);

    /// <summary>
    /// What is to be told with a step: money may come back more than once, and each time it is another message, with what had come back
    /// by then behind a colon.
    /// </summary>
    public static string Telling(Return it, string step) =>
        step is Steps.RefundDelayed or Steps.PaidAgain && it.Reversed > 0 ? $"{step}:{it.Reversed}" : step;

    public static Guid TellingId(Return it, string telling) => DerivedId.From(it.CorrelationId, "told", telling);

    public static TellCustomer TellCustomer(Return it, string telling)
    {
        var (step, cameBack) = telling.Split(':') is [var name, var amount]
            ? (name, long.Parse(amount, CultureInfo.InvariantCulture))
            : (telling, 0);
        var aboutMoney = step is Steps.Completed or Steps.RefundDelayed or Steps.PaidAgain;
        return new(
            it.CorrelationId,
            it.StorefrontId,
            TellingId(it, telling),
            step,
            it.Email,
            it.Locale,
            it.OrderNumber,
            it.RmaNumber,
            step == Steps.Approved ? it.Deadline : null,
            !aboutMoney ? null
                : step == Steps.PaidAgain ? cameBack
                : it.RefundAmount,
            aboutMoney ? it.Currency : null,
            aboutMoney && it.StoreCredit > 0 && step != Steps.PaidAgain ? it.StoreCredit : null
        );
    }
}
