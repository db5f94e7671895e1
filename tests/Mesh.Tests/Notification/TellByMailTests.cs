using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Notification.Messages;
using AfterSalesMesh.Parts;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Notification.NotificationFixture;

namespace AfterSalesMesh.Mesh.Tests.Notification;

public sealed class TellByMailTests(NotificationByMail notification) : IClassFixture<NotificationByMail>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => notification.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_mail_server_gets_the_message()
    {
        var tell = Tell();

        await notification.Service.SendAsync(tell);

        (await OutcomeAsync(tell)).ShouldBe("sent");
        var mail = MailOf(tell).ShouldHaveSingleItem();
        mail.ShouldContain("From: Returns <returns@shop.example>");
        mail.ShouldContain("To: mei@example.com");
    }

    [Fact]
    public async Task An_address_that_the_server_refuses_for_good_is_undeliverable()
    {
        var tell = Tell("nobody@example.com");

        await notification.Service.SendAsync(tell);

        (await OutcomeAsync(tell)).ShouldBe("undeliverable");
        MailOf(tell).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_that_the_server_refuses_for_now_is_tried_again()
    {
        var tell = Tell("unlucky@example.com");

        await notification.Service.SendAsync(tell);

        (await OutcomeAsync(tell)).ShouldBe("sent");
        MailOf(tell).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_address_that_the_server_refuses_for_now_is_undeliverable_after_some_days()
    {
        var tell = Tell("busy@example.com");
        await notification.Service.SendAsync(tell);
        await UntilAsync(tell, x => x.Attempts > 0 && x.DueAt > x.CreatedAt);

        await notification.Service.InDatabaseAsync<NotificationDb, int>(db =>
            db.Set<CustomerMessage>()
                .Where(x => x.Id == tell.MessageId)
                .ExecuteUpdateAsync(x =>
                    x.SetProperty(y => y.CreatedAt, DateTimeOffset.UtcNow.AddDays(-6))
                        .SetProperty(y => y.DueAt, DateTimeOffset.UtcNow)
                )
        );

        (await OutcomeAsync(tell)).ShouldBe("undeliverable");
    }

    [Theory]
    [InlineData(1, false, 5)]
    [InlineData(20, false, 600)]
    [InlineData(1, true, 5)]
    [InlineData(20, true, 14_400)]
    public void A_mail_server_that_is_away_is_tried_more_often_than_one_that_refuses_the_message(
        int attempts,
        bool isRefused,
        int seconds
    ) => CustomerMessageWorker.Backoff(attempts, isRefused).ShouldBe(TimeSpan.FromSeconds(seconds));

    private Task UntilAsync(TellCustomer tell, Func<CustomerMessage, bool> such) =>
        Eventually.IsTrueAsync(
            async () =>
                await notification.Service.InDatabaseAsync<NotificationDb, CustomerMessage?>(db =>
                    db.Set<CustomerMessage>().AsNoTracking().FirstOrDefaultAsync(x => x.Id == tell.MessageId)
                )
                    is { } found
                && such(found),
            TimeSpan.FromSeconds(60)
        );

    private async Task<string> OutcomeAsync(TellCustomer tell) =>
        (await notification.ToldAsync(tell.MessageId))[0].Outcome;

    private List<string> MailOf(TellCustomer tell) =>
        [
            .. notification.Server.Taken.Where(x =>
                x.Contains($"Message-Id: <{tell.MessageId}@aftersales>", StringComparison.OrdinalIgnoreCase)
            ),
        ];
}
