using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Notification.Storefronts;
using MimeKit;

namespace AfterSalesMesh.Notification.Messages;

/// <summary>Creates the mail of a message to a customer.</summary>
internal static class Envelope
{
    /// <param name="storefront">The storefront in whose name it is written; null: not known.</param>
    /// <param name="from">The sender's address; the name shown is the storefront's, if it is known.</param>
    /// <returns>The mail; null when the customer's address is not a valid e-mail address.</returns>
    public static MimeMessage? For(CustomerMessage message, Storefront? storefront, string from)
    {
        if (!EmailAddress.IsValid(message.Email) || !MailboxAddress.TryParse(message.Email, out var to))
        {
            return null;
        }
        var letter = Letter.Write(message, storefront);
        var sender = MailboxAddress.Parse(from);
        sender.Name = storefront?.Name ?? sender.Name;
        return new MimeMessage
        {
            From = { sender },
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
