using MimeKit;

namespace AfterSalesMesh.Notification.Mail;

/// <summary>The way a message leaves the house.</summary>
internal interface IMailDelivery
{
    /// <returns>Whether it was taken; false when the address was refused for good. Anything else is an exception: later.</returns>
    Task<bool> DeliverAsync(Telling telling, MimeMessage mail, CancellationToken cancellation);
}
