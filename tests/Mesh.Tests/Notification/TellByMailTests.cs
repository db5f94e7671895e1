using AfterSalesMesh.Contracts.Notification;
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

    private async Task<string> OutcomeAsync(TellCustomer tell) =>
        (await notification.ToldAsync(tell.MessageId))[0].Outcome;

    private List<string> MailOf(TellCustomer tell) =>
        [
            .. notification.Server.Taken.Where(x =>
                x.Contains($"Message-Id: <{tell.MessageId}@aftersales>", StringComparison.OrdinalIgnoreCase)
            ),
        ];
}
