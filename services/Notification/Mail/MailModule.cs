using AfterSalesMesh.ServiceDefaults;
using MimeKit;

namespace AfterSalesMesh.Notification.Mail;

/// <summary>Sends mail through a mail server, or into the mail folder if no server is configured.</summary>
internal sealed class MailModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration.GetSection("Notification");
        Settings
            .Bind<MailSettings>(builder.Services, configuration)
            .PostConfigure(mail =>
            {
                var data = builder.Configuration["AFTERSALES_DATA"] is { Length: > 0 } set ? set : "data";
                mail.MailFolder ??= Path.Combine(data, "mail");
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
        var delivery = string.IsNullOrEmpty(configuration["Smtp:Host"]) ? typeof(FolderDelivery) : typeof(SmtpDelivery);
        builder.Services.AddSingleton(typeof(IMailDelivery), delivery);
    }
}
