using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Parts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Notification.NotificationFixture;

namespace AfterSalesMesh.Mesh.Tests.Notification;

public sealed class StorefrontChangedTests(NotificationFixture notification)
    : IClassFixture<NotificationFixture>,
        IAsyncLifetime
{
    private readonly string _storefront = $"shop-{Guid.NewGuid():N}";

    public ValueTask InitializeAsync() => notification.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_letter_names_the_shop_and_its_day_in_its_language()
    {
        await PublishAsync(new(_storefront, 3, "Ada 服饰", "Pacific/Kiritimati", ["zh-CN", "en"]));
        await UntilAsync("Ada 服饰", 3);
        var tell = Tell(step: "approved", locale: null) with { StorefrontId = _storefront };

        await notification.Service.SendAsync(tell);

        await notification.ToldAsync(tell.MessageId);
        var mail = await MimeMessage.LoadAsync(
            notification.MailFolder.GetFiles($"*{tell.MessageId}.eml").ShouldHaveSingleItem().FullName
        );
        mail.From[0].Name.ShouldBe("Ada 服饰");
        mail.TextBody!.ShouldContain("请在此日期前寄出：2026年12月5日");
        mail.TextBody!.TrimEnd().ShouldEndWith("Ada 服饰");
    }

    [Fact]
    public async Task The_highest_version_counts_whenever_it_comes()
    {
        await PublishAsync(new(_storefront, 1, "One", "UTC", ["en"]));
        await UntilAsync("One", 1);
        await PublishAsync(new(_storefront, 3, "Three", "UTC", ["en"]));
        await UntilAsync("Three", 3);

        await PublishAsync(new(_storefront, 2, "Two", "UTC", ["en"]));
        await PublishAsync(new(_storefront, 4, "Four", "UTC", ["en"]));

        await UntilAsync("Four", 4);
    }

    private Task<int> PublishAsync(StorefrontChanged changed) =>
        notification.Service.InScopeAsync(async scope =>
        {
            await scope.GetRequiredService<Outbox<NotificationDb>>().PublishAsync(changed, CancellationToken.None);
            return await scope.GetRequiredService<NotificationDb>().SaveChangesAsync();
        });

    private Task UntilAsync(string name, int version) =>
        Eventually.IsTrueAsync(
            () =>
                notification.Service.InDatabaseAsync(
                    (NotificationDb db) =>
                        db.Storefronts.AnyAsync(x =>
                            x.StorefrontId == _storefront && x.Name == name && x.SettingsVersion == version
                        )
                ),
            TimeSpan.FromSeconds(30)
        );
}
