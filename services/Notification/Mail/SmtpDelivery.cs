using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;

namespace AfterSalesMesh.Notification.Mail;

/// <summary>Sends mail through the mail server of the settings.</summary>
internal sealed class SmtpDelivery(IOptions<MailSettings> settings) : IMailDelivery
{
    public async Task<bool> DeliverAsync(MimeMessage mail, string name, CancellationToken cancellation)
    {
        var to = settings.Value.Smtp;
        using var smtp = new SmtpClient();
        await smtp.ConnectAsync(to.Host!, to.Port, to.Tls, cancellation);
        if (to.User is not null)
        {
            await smtp.AuthenticateAsync(to.User, to.Password ?? "", cancellation);
        }
        try
        {
            await smtp.SendAsync(mail, cancellation);
        }
        catch (Exception refused)
            when (refused
                    is NotSupportedException
                        or SmtpCommandException
                        {
                            ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted,
                            StatusCode: >= (SmtpStatusCode)500,
                        }
            )
        {
            return false;
        }
        // The server has accepted the mail, whatever happens to the connection now.
        await smtp.DisconnectAsync(quit: true, cancellation).ContinueWith(static _ => { }, TaskScheduler.Default);
        return true;
    }
}
