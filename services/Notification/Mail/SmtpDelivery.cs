using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;

namespace AfterSalesMesh.Notification.Mail;

internal sealed class SmtpDelivery(IOptions<MailSettings> settings) : IMailDelivery
{
    public async Task<bool> DeliverAsync(Telling telling, MimeMessage mail, CancellationToken cancellation)
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
        // The server has it, however the good-bye goes.
        await smtp.DisconnectAsync(quit: true, cancellation).ContinueWith(static _ => { }, TaskScheduler.Default);
        return true;
    }
}
