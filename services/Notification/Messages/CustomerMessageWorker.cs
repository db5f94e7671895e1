using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Notification.Mail;
using AfterSalesMesh.Notification.Storefronts;
using AfterSalesMesh.ServiceDefaults.Storage;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Notification.Messages;

/// <summary>Sends each due message; <see cref="OutcomeGroup"/> writes and publishes its outcome.</summary>
internal sealed class CustomerMessageWorker(
    IServiceProvider services,
    IMailDelivery delivery,
    StorefrontCache storefronts,
    OutcomeGroup outcomes,
    IOptions<MailSettings> settings,
    ILogger<CustomerMessageWorker> logger
) : DueWorker<NotificationDb, CustomerMessage>(services, logger, "customer message")
{
    private const int LongestWaitSeconds = 600;
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(40);

    protected override TimeSpan Lease => SendTimeout + TimeSpan.FromSeconds(20);

    protected override async Task WorkAsync(
        CustomerMessage message,
        IServiceProvider scope,
        CancellationToken cancellation
    )
    {
        scope.GetRequiredService<StorefrontScope>().Allow([message.StorefrontId]);
        var db = scope.GetRequiredService<NotificationDb>();
        var storefront = await storefronts.FindAsync(db, message.StorefrontId, cancellation);
        var outcome = await SendAsync(message, storefront, cancellation);
        if (outcome is not null)
        {
            await outcomes.WriteAsync(message, outcome);
            return;
        }
        // The message has the version of its lease: if the row was changed since then, this commit fails.
        db.Attach(message);
        message.DueAt = Clock.UtcNow + Backoff(message.Attempts);
        await db.SaveChangesAsync(cancellation);
    }

    internal static TimeSpan Backoff(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(5 * Math.Pow(2, attempts - 1), LongestWaitSeconds));

    /// <returns>The outcome; null when sending must be tried again.</returns>
    private async Task<string?> SendAsync(
        CustomerMessage message,
        Storefront? storefront,
        CancellationToken cancellation
    )
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timeout.CancelAfter(SendTimeout);
            var sent =
                Envelope.For(message, storefront, settings.Value.Smtp.From!) is { } mail
                && await delivery.DeliverAsync(mail, $"{message.Step}-{message.Id}", timeout.Token);
            var outcome = sent ? CustomerMessage.Sent : CustomerMessage.Undeliverable;
            logger.LogInformation("Message {MessageId} of step {Step}: {Outcome}", message.Id, message.Step, outcome);
            return outcome;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            logger.LogWarning(
                "Message {MessageId} of step {Step} could not be sent, attempt {Attempt}: {Reason} {Code}",
                message.Id,
                message.Step,
                message.Attempts,
                exception.GetType().Name,
                // The exception's text is not logged, because mail servers quote the address in it.
                (exception as SmtpCommandException)?.StatusCode
            );
            return null;
        }
    }
}
