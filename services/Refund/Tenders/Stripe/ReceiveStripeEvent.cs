using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Caps;
using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>
/// Stripe's webhook. An event about a refund or a payment link only makes its row due, and the worker looks up its state. A
/// dispute is recorded. Other events are accepted and ignored.
/// </summary>
internal static class ReceiveStripeEvent
{
    /// <summary>Far more than the size of an event about a refund or dispute.</summary>
    public const int MaxBytes = 256 * 1024;

    // Only Stripe calls it, so it is not in the API's description.
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/webhooks/stripe", HandleAsync)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
            .AllowAnonymous()
            .ExcludeFromDescription();

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
        // The exact bytes are needed, because they are signed.
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, cancellation);
        var body = content.ToArray();
        var header = request.Headers["Stripe-Signature"].ToString();
        if (!StripeSignature.IsValid(header, body, secrets, time.GetUtcNow()))
        {
            return Problem.Of(
                400,
                "invalid_signature",
                "Stripe-Signature is missing, too old, or does not belong to this body."
            );
        }
        if (StripeEvent.Read(body) is not { } received)
        {
            return Problem.Of(400, "malformed_json", "The body is not a Stripe event.");
        }
        var (type, about) = (received.Type, received.Data.Object);
        switch (type)
        {
            case "refund.updated" or "refund.failed" or "charge.refund.updated":
                await MakeDueAsync(db, about, clock.UtcNow, cancellation);
                break;
            case "checkout.session.completed"
            or "checkout.session.async_payment_succeeded"
            or "checkout.session.async_payment_failed":
                var collection = about.MetadataId(CollectionHint.MetadataName);
                await CollectionHint.MakeDueAsync(db, collection, clock.UtcNow, cancellation);
                break;
            case "charge.dispute.created"
            or "charge.dispute.funds_withdrawn"
            or "charge.dispute.funds_reinstated"
            or "charge.dispute.closed" when about.TakesMoney(type):
                await disputes.RecordAsync(about.ToDispute(type), cancellation);
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
        refund.MetadataId(RefundPart.MetadataName) is { } part
            ? RefundHint.MakeDueAsync(db, x => x.Id == part, now, cancellation)
            : RefundHint.MakeDueAsync(db, x => x.ProviderId == refund.Id, now, cancellation);
}
