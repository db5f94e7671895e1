using System.Globalization;
using Microsoft.Extensions.Options;
using MimeKit;

namespace AfterSalesMesh.Notification.Mail;

/// <summary>Puts messages into a folder, as files that a mail program opens.</summary>
internal sealed class FolderDelivery(IOptions<MailSettings> settings) : IMailDelivery
{
    public async Task<bool> DeliverAsync(Telling telling, MimeMessage mail, CancellationToken cancellation)
    {
        // When it was asked for, not now: a repeat overwrites the file.
        var asked = telling.CreatedAt.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var folder = Directory.CreateDirectory(settings.Value.Outbox!).FullName;
        var path = Path.Combine(folder, $"{asked}-{telling.Step}-{telling.Id}.eml");
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
