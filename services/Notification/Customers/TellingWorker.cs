using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Notification.Mail;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using MailKit.Net.Smtp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Notification.Customers;

/// <summary>Sends what is due, then writes that it has and says so, in one commit.</summary>
internal sealed class TellingWorker(
    IServiceProvider services,
    IMailDelivery delivery,
    IOptions<MailSettings> settings,
    ILogger<TellingWorker> logger
) : DueWorker<NotificationDb, Telling>(services, logger)
{
    private const int LongestWaitSeconds = 600;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    protected override TimeSpan Lease => Patience + TimeSpan.FromSeconds(20);

    protected override async Task WorkAsync(Telling row, IServiceProvider scope, CancellationToken cancellation)
    {
        ReturnTrace.Tag(row.ReturnId);
        var outcome = await SendAsync(row, cancellation);
        scope.GetRequiredService<StorefrontScope>().Allow([row.StorefrontId]);
        var db = scope.GetRequiredService<NotificationDb>();
        // As it was leased: had another worked on it since, its version would be another one.
        db.Attach(row);
        if (outcome is null)
        {
            row.DueAt = Clock.UtcNow + Backoff(row.Attempts);
        }
        else
        {
            row.End(outcome, Time.GetUtcNow());
            await scope.GetRequiredService<Outbox<NotificationDb>>().PublishAsync(row.Told(), cancellation);
        }
        await db.SaveChangesAsync(cancellation);
    }

    internal static TimeSpan Backoff(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(5 * Math.Pow(2, attempts - 1), LongestWaitSeconds));

    /// <summary>The outcome, or null when it must be tried again.</summary>
    private async Task<string?> SendAsync(Telling row, CancellationToken cancellation)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            var sent =
                Envelope.For(row, settings.Value.Smtp.From!) is { } mail
                && await delivery.DeliverAsync(row, mail, patience.Token);
            var outcome = sent ? Telling.Sent : Telling.Undeliverable;
            logger.LogInformation("Message {MessageId} of step {Step}: {Outcome}", row.Id, row.Step, outcome);
            return outcome;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            logger.LogWarning(
                "Message {MessageId} of step {Step} could not be sent, attempt {Attempt}: {Reason} {Code}",
                row.Id,
                row.Step,
                row.Attempts,
                exception.GetType().Name,
                // Never the exception's text: mail servers like to quote the address.
                (exception as SmtpCommandException)?.StatusCode
            );
            return null;
        }
    }
}
