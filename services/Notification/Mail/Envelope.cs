using MimeKit;

namespace AfterSalesMesh.Notification.Mail;

/// <summary>The message as mail servers see it.</summary>
internal static class Envelope
{
    /// <returns>Null when there is no such address.</returns>
    public static MimeMessage? For(Telling telling, string from)
    {
        if (!IsBare(telling.Email) || !MailboxAddress.TryParse(telling.Email, out var to) || to.Domain.Length == 0)
        {
            return null;
        }
        var letter = Letter.Write(telling);
        return new MimeMessage
        {
            From = { MailboxAddress.Parse(from) },
            To = { to },
            Subject = letter.Subject,
            Date = telling.CreatedAt,
            // Stable, so that a mailbox knows a repeat as one.
            MessageId = $"{telling.Id}@aftersales",
            Headers = { { HeaderId.AutoSubmitted, "auto-generated" } },
            Body = new TextPart("plain") { Text = letter.Body },
        };
    }

    /// <summary>No name beside it, no second recipient, no line that would start a header.</summary>
    private static bool IsBare(string? address) =>
        address is not null && !address.Any(x => char.IsWhiteSpace(x) || char.IsControl(x) || "<>(),;:".Contains(x));
}
