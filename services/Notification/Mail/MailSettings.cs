using MailKit.Security;

namespace AfterSalesMesh.Notification.Mail;

/// <summary>The configuration section <c>Notification</c>.</summary>
internal sealed class MailSettings
{
    /// <summary>The folder for mail files, used if no mail server is configured.</summary>
    public string? MailFolder { get; set; }

    public SmtpSettings Smtp { get; set; } = new();
}

internal sealed class SmtpSettings
{
    /// <summary>The mail server; without one, mail is written into the mail folder.</summary>
    public string? Host { get; set; }
    public int Port { get; set; } = 587;
    public string? User { get; set; }
    public string? Password { get; set; }

    /// <summary>The sender that customers see, with or without a name.</summary>
    public string? From { get; set; }

    /// <summary><c>StartTls</c>, <c>SslOnConnect</c>, or <c>None</c> for a server on the same machine.</summary>
    public SecureSocketOptions Tls { get; set; } = SecureSocketOptions.StartTls;
}
