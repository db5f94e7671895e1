using AfterSalesMesh.ServiceDefaults;
using MailKit.Security;
using MimeKit;

namespace AfterSalesMesh.Notification.Mail;

/// <summary>How mail leaves: <c>Notification</c> in the configuration.</summary>
internal sealed class MailSettings
{
    /// <summary>The folder that takes messages where no mail server is named.</summary>
    public string? Outbox { get; set; }

    public SmtpSettings Smtp { get; set; } = new();
}

internal sealed class SmtpSettings
{
    /// <summary>The mail server; without one, messages go into the folder.</summary>
    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>Whom customers see as the sender.</summary>
    public string? From { get; set; }

    /// <summary><c>StartTls</c>, <c>SslOnConnect</c>, or <c>None</c> for a server on the same machine.</summary>
    public SecureSocketOptions Tls { get; set; } = SecureSocketOptions.StartTls;
}

internal static class MailRegistration
{
    public static void AddMail(this IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration.GetSection("Notification");
        Settings
            .Bind<MailSettings>(builder.Services, configuration)
            .PostConfigure(mail =>
            {
                var data = builder.Configuration["AFTERSALES_DATA"] is { Length: > 0 } set ? set : "data";
                mail.Outbox ??= Path.Combine(data, "outbox");
                if (string.IsNullOrEmpty(mail.Smtp.Host))
                {
                    mail.Smtp.From ??= "Returns <returns@localhost>";
                }
            })
            .Validate(
                mail => MailboxAddress.TryParse(mail.Smtp.From, out _),
                "Notification:Smtp:From must be an e-mail address, with or without a name."
            )
            .Validate(mail => mail.Smtp.Port is > 0 and <= 65535, "Notification:Smtp:Port must be from 1 to 65535.")
            .ValidateOnStart();
        if (string.IsNullOrEmpty(configuration["Smtp:Host"]))
        {
            builder.Services.AddSingleton<IMailDelivery, FolderDelivery>();
        }
        else
        {
            builder.Services.AddSingleton<IMailDelivery, SmtpDelivery>();
        }
    }
}
