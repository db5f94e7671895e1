using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund.Tenders;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Takes in what a command says of the payments of its order.</summary>
internal sealed class Hearing(
    RefundDb db,
    Owning owning,
    Entering entering,
    Adjustments adjustments,
    Disputes disputes,
    TimeProvider time
)
{
    /// <summary>Its payments by the names that they have here. One named twice counts once: its row has one counter.</summary>
    public static List<CapturedPayment> Told(IssueRefund command) =>
        [
            .. command
                .Payments.Select(x => x with { Reference = OwnTenders.NameOf(x, command.OrderNumber) })
                .DistinctBy(x => x.Reference),
        ];

    /// <summary>
    /// The rows of the command's payments in its order, each brought up to what it says and to what was disputed of it before;
    /// null: one of them is another storefront's.
    /// </summary>
    public async Task<List<Payment>?> OfAsync(IssueRefund command, CancellationToken cancellation)
    {
        var told = Told(command);
        var own = told.Where(x => OwnTenders.Has(x.Method)).Select(x => x.Reference);
        var owned = await owning.TakeAsync(
            command.StorefrontId,
            told.ConvertAll(x => x.Reference),
            [.. own],
            cancellation
        );
        if (owned.Foreign is not null)
        {
            return null;
        }
        List<Payment> payments = [];
        foreach (var payment in told)
        {
            var row = owned.Payments.Find(x => x.Reference == payment.Reference);
            if (row is null)
            {
                row = new Payment
                {
                    StorefrontId = command.StorefrontId,
                    Reference = payment.Reference,
                    Method = payment.Method,
                    Currency = command.Currency,
                };
                db.Payments.Add(row);
            }
            else if (row.Captured is null && row.Currency != command.Currency)
            {
                await adjustments.ReckonAnewAsync(row, command.Currency, cancellation);
            }
            row.Hear(payment, command.OrderNumber, command.PaymentsVersion);
            await entering.StopAsync(row, time.GetUtcNow(), cancellation);
            payments.Add(row);
        }
        await disputes.TakeAsync(owned.Disputes, payments, cancellation);
        return payments;
    }
}
