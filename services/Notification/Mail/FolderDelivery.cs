using System.Globalization;
using Microsoft.Extensions.Options;
using MimeKit;

namespace AfterSalesMesh.Notification.Mail;

/// <summary>Writes mail into the mail folder, as files that a mail program opens.</summary>
internal sealed class FolderDelivery(IOptions<MailSettings> settings) : IMailDelivery
{
    public async Task<bool> DeliverAsync(MimeMessage mail, string name, CancellationToken cancellation)
    {
        // The mail's own date instead of now, so that a mail that is sent again overwrites its file.
        var date = mail.Date.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var folder = Directory.CreateDirectory(settings.Value.MailFolder!).FullName;
        var path = Path.Combine(folder, $"{date}-{name}.eml");
        var unfinished = $"{path}.tmp";
        await using (var file = new FileStream(unfinished, FileMode.Create))
        {
            await mail.WriteToAsync(file, cancellation);
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path, overwrite: true);
        return true;
    }
}
