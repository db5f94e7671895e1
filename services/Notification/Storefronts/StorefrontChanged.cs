using AfterSalesMesh.Contracts.Returns;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Notification.Storefronts;

/// <summary>Stores the settings of a storefront that letters need; the highest version counts.</summary>
internal sealed class StorefrontChangedConsumer(NotificationDb db) : IConsumer<StorefrontChanged>
{
    public async Task Consume(ConsumeContext<StorefrontChanged> context)
    {
        var message = context.Message;
        var storefront = await db.Storefronts.FirstOrDefaultAsync(
            x => x.StorefrontId == message.StorefrontId,
            context.CancellationToken
        );
        if (storefront is null)
        {
            db.Storefronts.Add(
                new Storefront
                {
                    StorefrontId = message.StorefrontId,
                    Name = message.Name,
                    TimeZone = message.TimeZone,
                    Languages = message.Languages,
                    SettingsVersion = message.Version,
                }
            );
        }
        else if (storefront.SettingsVersion < message.Version)
        {
            (storefront.Name, storefront.TimeZone) = (message.Name, message.TimeZone);
            (storefront.Languages, storefront.SettingsVersion) = (message.Languages, message.Version);
        }
    }
}
