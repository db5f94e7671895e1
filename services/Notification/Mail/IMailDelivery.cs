using MimeKit;

namespace AfterSalesMesh.Notification.Mail;

/// <summary>How mail is sent: by a mail server, or into a folder.</summary>
internal interface IMailDelivery
{
    /// <param name="name">The same name whenever the same mail is sent again.</param>
    /// <returns>True when the mail was accepted; false when its address was refused for good.</returns>
    /// <exception cref="Exception">The mail could not be sent now; try again later.</exception>
    Task<bool> DeliverAsync(MimeMessage mail, string name, CancellationToken cancellation);
}
