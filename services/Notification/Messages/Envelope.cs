using AfterSalesMesh.Contracts.Words;
using MimeKit;

namespace AfterSalesMesh.Notification.Messages;

/// <summary>Makes a mail of a message to a customer.</summary>
internal static class Envelope
{
    /// <returns>Null when its address is no e-mail address.</returns>
    public static MimeMessage? For(CustomerMessage message, string from)
    {
        if (!EmailAddress.IsValid(message.Email) || !MailboxAddress.TryParse(message.Email, out var to))
        {
            return null;
        }
        var letter = Letter.Write(message);
        return new MimeMessage
        {
            From = { MailboxAddress.Parse(from) },
            To = { to },
            Subject = letter.Subject,
            Date = message.CreatedAt,
            // Stable, so that a mailbox recognises a message that is sent twice.
            MessageId = $"{message.Id}@aftersales",
            Headers = { { HeaderId.AutoSubmitted, "auto-generated" } },
            Body = new TextPart("plain") { Text = letter.Body },
        };
    }
}
