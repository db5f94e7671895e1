using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Caps;

/// <summary>
/// <c>POST /v1/payments/{reference}/assign</c>: finance assigns a payment to the storefront it belongs to, after an order of another
/// storefront named it first. Refunds made meanwhile and chargebacks that the provider reported move with it.
/// </summary>
internal sealed class AssignPayment(
    RefundDb db,
    Adjustments adjustments,
    OverCapParts overCapParts,
    IOptions<ProviderSettings> provider,
    TimeProvider time
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/payments/{reference}/assign", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>(keyRequired: true)
            .WithTags("Refund")
            .WithSummary(
                "Assign a payment to the storefront it belongs to, and say why; you must act for both storefronts"
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<AssignedPayment>, ProblemHttpResult>> HandleAsync(
        string reference,
        AssignPaymentRequest request,
        Caller caller,
        RefundDb db,
        AssignPayment assign,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        checks.Text(reference, "payment", Payment.MaxReference);
        checks.Text(request.StorefrontId, "storefrontId", 64);
        checks.Text(request.Note, "note", PaymentAssignment.MaxNote);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var owned = await db.PaymentsAtProvider.FirstOrDefaultAsync(x => x.Reference == reference, cancellation);
        return
            owned?.Owner is { } owner
            && caller.Storefronts.Contains(owner)
            && caller.Storefronts.Contains(request.StorefrontId)
            ? TypedResults.Ok(await assign.RunAsync(owned, owner, request, caller, cancellation))
            : Problem.NotFound("payment that an order of your storefronts has named");
    }

    private async Task<AssignedPayment> RunAsync(
        PaymentAtProvider owned,
        string from,
        AssignPaymentRequest request,
        Caller caller,
        CancellationToken cancellation
    )
    {
        var (to, now) = (request.StorefrontId, time.GetUtcNow());
        var payment = await FindOrAddAsync(to, owned.Reference, cancellation);
        if (from == to)
        {
            return AssignedPayment.Of(payment);
        }
        owned.Owner = to;
        db.PaymentAssignments.Add(
            new PaymentAssignment
            {
                Id = Guid.CreateVersion7(now),
                StorefrontId = to,
                PaymentReference = owned.Reference,
                From = from,
                By = caller.PersonId,
                ByName = caller.PersonName,
                At = now,
                Note = request.Note,
            }
        );
        payment.IsForeign = false;
        if (await db.Payments.FindAsync([from, owned.Reference], cancellation) is { } before)
        {
            await MoveAsync(before, payment, caller.PersonId, now, cancellation);
        }
        await overCapParts.CancelAsync([payment], now, cancellation);
        var exception = await db.Discrepancies.FindAsync([PaymentExceptions.ForeignId(payment)], cancellation);
        exception?.Clear(now);
        return AssignedPayment.Of(payment);
    }

    private async Task<Payment> FindOrAddAsync(string storefront, string reference, CancellationToken cancellation)
    {
        if (await db.Payments.FindAsync([storefront, reference], cancellation) is { } known)
        {
            return known;
        }
        var other = await db.Payments.FirstOrDefaultAsync(x => x.Reference == reference, cancellation);
        var payment = new Payment
        {
            StorefrontId = storefront,
            Reference = reference,
            Method = other?.Method ?? Payment.UsualMethod,
            Currency = other?.Currency ?? "",
        };
        db.Payments.Add(payment);
        return payment;
    }

    /// <summary>Refunds that were made lower the cap at the new storefront; refunds that were only planned at the old one are cancelled.</summary>
    private async Task MoveAsync(
        Payment before,
        Payment payment,
        string by,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        (before.IsForeign, before.CapRevision) = (true, before.CapRevision + 1);
        await adjustments.PublishCapAsync(before, now, cancellation);
        await overCapParts.CancelAsync([before], now, cancellation);
        if (before.Committed > 0)
        {
            await RecordAsync(
                payment,
                AdjustmentKind.RefundedElsewhere,
                before.Committed,
                $"assigned:{Guid.CreateVersion7(now)}",
                by
            );
        }
        var reported = await db
            .PaymentAdjustments.Where(x =>
                x.StorefrontId == before.StorefrontId && x.PaymentReference == before.Reference
            )
            .Where(x => x.By == provider.Value.Kind && x.Currency == before.Currency)
            .ToListAsync(cancellation);
        foreach (var chargeback in reported.Where(x => x.Kind == AdjustmentKind.Chargeback))
        {
            var wonReference = PaymentAdjustment.WonReferenceOf(chargeback.Reference);
            await RecordAsync(payment, chargeback.Kind, chargeback.Amount, chargeback.Reference, chargeback.By);
            if (reported.Find(x => x.Reference == wonReference) is { } won)
            {
                await RecordAsync(payment, won.Kind, won.Amount, wonReference, won.By);
            }
            else
            {
                await RecordAsync(before, AdjustmentKind.ChargebackWon, chargeback.Amount, wonReference, by);
            }
        }

        Task<PaymentAdjustment> RecordAsync(Payment of, string kind, long amount, string reference, string who) =>
            adjustments.AddAsync(
                new PaymentAdjustment
                {
                    Id = Guid.CreateVersion7(now),
                    StorefrontId = of.StorefrontId,
                    PaymentReference = of.Reference,
                    Kind = kind,
                    Amount = amount,
                    Currency = before.Currency,
                    Reference = reference,
                    At = now,
                    By = who,
                },
                of,
                cancellation
            );
    }
}

/// <param name="StorefrontId">The storefront that the payment belongs to.</param>
/// <param name="Note">Why.</param>
internal sealed record AssignPaymentRequest(string StorefrontId, string Note);

/// <param name="Payment">The payment's reference at the provider.</param>
/// <param name="StorefrontId">The storefront that it belongs to.</param>
/// <param name="Left">What can still go back to it, in minor units: 0 until an order of the storefront names it.</param>
/// <param name="Currency">ISO 4217.</param>
internal sealed record AssignedPayment(string Payment, string StorefrontId, long Left, string Currency)
{
    public static AssignedPayment Of(Payment it) => new(it.Reference, it.StorefrontId, it.Left, it.Currency);
}
