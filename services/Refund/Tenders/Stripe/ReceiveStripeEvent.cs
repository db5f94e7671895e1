using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>
/// Stripe's webhook. Of a refund it is a hint and no more: its part is due now, and the worker looks up what is true.
/// A dispute is kept until its payment is known. Whatever else is not ours is thanked for and forgotten.
/// </summary>
internal static class ReceiveStripeEvent
{
    /// <summary>Far more than an event of a refund or dispute has.</summary>
    public const int MaxBytes = 256 * 1024;

    // No caller of ours sends it, so it is in no description.
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/webhooks/stripe", HandleAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<Results<Ok, ProblemHttpResult>> HandleAsync(
        HttpRequest request,
        IOptions<ProviderSettings> settings,
        TimeProvider time,
        RefundDb db,
        DatabaseClock<RefundDb> clock,
        ReceiveDispute disputes,
        CancellationToken cancellation
    )
    {
        if (settings.Value.WebhookSecrets is not { Count: > 0 } secrets)
        {
            return Problem.NotFound("webhook");
        }
        if (await BodyAsync(request, cancellation) is not { } body)
        {
            return Problem.Of(413, "body_too_large", $"An event may have {MaxBytes} bytes at most.");
        }
        var header = request.Headers["Stripe-Signature"].ToString();
        if (!StripeSignature.Fits(header, body, secrets, time.GetUtcNow()))
        {
            return Problem.Of(400, "invalid_signature", "Stripe-Signature is missing, stale or not of this body.");
        }
        if (StripeEvent.Read(body) is not { } told)
        {
            return Problem.Of(400, "malformed_json", "The body is no event of Stripe.");
        }
        switch (told.Type)
        {
            case "refund.updated" or "refund.failed" or "charge.refund.updated":
                await MakeDueAsync(db, told.Data.Object, clock.UtcNow, cancellation);
                break;
            case "checkout.session.completed"
            or "checkout.session.async_payment_succeeded"
            or "checkout.session.async_payment_failed":
                await CollectionHint.MakeDueAsync(
                    db,
                    told.Data.Object.Named(CollectionHint.CollectionOf),
                    clock.UtcNow,
                    cancellation
                );
                break;
            case "charge.dispute.created"
            or "charge.dispute.funds_withdrawn"
            or "charge.dispute.funds_reinstated"
            or "charge.dispute.closed" when told.Data.Object.TakesMoney(told.Type):
                await disputes.RecordAsync(told.Data.Object.ToDispute(told.Type), cancellation);
                break;
        }
        return TypedResults.Ok();
    }

    private static Task<int> MakeDueAsync(
        RefundDb db,
        StripeObject refund,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        refund.Part is { } part
            ? RefundHint.MakeDueAsync(db, x => x.Id == part, now, cancellation)
            : RefundHint.MakeDueAsync(db, x => x.ProviderId == refund.Id, now, cancellation);

    /// <summary>As it came, to the byte: the signature is over that. Null: too much.</summary>
    private static async Task<byte[]?> BodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > MaxBytes)
        {
            return null;
        }
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellation)) > 0; )
        {
            if (body.Length + read > MaxBytes)
            {
                return null;
            }
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }
}
