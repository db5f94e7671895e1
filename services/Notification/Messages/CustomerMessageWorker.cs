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
    private const int LongestWaitForRecipientSeconds = 4 * 3600;

    /// <summary>How long a message is tried whose recipient the mail server refuses for now, as mail servers do among each other.</summary>
    internal static readonly TimeSpan LongestRefusal = TimeSpan.FromDays(5);
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
        var (outcome, isRefused) = await SendAsync(message, storefront, cancellation);
        if (outcome is not null)
        {
            await outcomes.WriteAsync(message, outcome);
            return;
        }
        // The message has the version of its lease: if the row was changed since then, this commit fails.
        db.Attach(message);
        message.DueAt = Clock.UtcNow + Backoff(message.Attempts, isRefused);
        await db.SaveChangesAsync(cancellation);
    }

    internal static TimeSpan Backoff(int attempts, bool isRefused) =>
        TimeSpan.FromSeconds(
            Math.Min(5 * Math.Pow(2, attempts - 1), isRefused ? LongestWaitForRecipientSeconds : LongestWaitSeconds)
        );

    /// <returns>
    /// The outcome; null when sending must be tried again. A mail server that is away is tried often and for good; one that refuses this
    /// message for now ever more rarely, so that such messages do not delay those of other storefronts.
    /// </returns>
    private async Task<(string? Outcome, bool IsRefused)> SendAsync(
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
            return (outcome, IsRefused: false);
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
            var isRefused =
                exception is SmtpCommandException
                {
                    ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted
                };
            var giveUp = isRefused && Clock.UtcNow - message.CreatedAt > LongestRefusal;
            return (giveUp ? CustomerMessage.Undeliverable : null, isRefused);
        }
    }
}
