using MimeKit;

namespace AfterSalesMesh.Notification.Mail;

/// <summary>How mail is sent: by a mail server, or into a folder.</summary>
internal interface IMailDelivery
{
    /// <param name="name">The same name whenever the same mail is sent again.</param>
    /// <returns>Whether it was taken; false when its address was refused for good. An exception: try again later.</returns>
    Task<bool> DeliverAsync(MimeMessage mail, string name, CancellationToken cancellation);
}
