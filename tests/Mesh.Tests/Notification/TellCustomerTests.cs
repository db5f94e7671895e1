using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Parts;
using MassTransit;
using MimeKit;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Notification.NotificationFixture;

namespace AfterSalesMesh.Mesh.Tests.Notification;

public sealed class TellCustomerTests(NotificationFixture notification)
    : IClassFixture<NotificationFixture>,
        IAsyncLifetime
{
    public ValueTask InitializeAsync() => notification.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_person_can_open_the_message_in_the_outbox_folder()
    {
        var tell = Tell(locale: "zh-CN");

        await notification.Service.SendAsync(tell);

        var told = (await ToldAsync(tell))[0];
        (told.Outcome, told.Step, told.ReturnId).ShouldBe(("sent", Steps.Completed, tell.ReturnId));
        var mail = await MimeMessage.LoadAsync(FilesOf(tell).ShouldHaveSingleItem().FullName);
        mail.MessageId.ShouldBe($"{tell.MessageId}@aftersales");
        mail.To.ToString().ShouldBe("mei@example.com");
        mail.Subject.ShouldBe("您的退货 R-4711 已完成");
        mail.TextBody!.ShouldContain("EUR\u00A049.90");
    }

    [Fact]
    public async Task Asked_again_the_customer_gets_no_second_message_and_it_is_told_again()
    {
        var tell = Tell();
        await notification.Service.SendAsync(tell);
        var first = await ToldAsync(tell);

        await notification.Service.SendAsync(tell with { Deadline = tell.Deadline!.Value.AddTicks(3) });

        (await ToldAsync(tell, times: 2))[1].ShouldBe(first[0]);
        FilesOf(tell).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task Who_has_no_address_is_told_nothing_and_that_is_said_each_time(string? email)
    {
        var tell = Tell(email);

        await notification.Service.SendAsync(tell);
        await notification.Service.SendAsync(tell);

        (await ToldAsync(tell, times: 2)).ShouldAllBe(x => x.Outcome == "no_address");
        FilesOf(tell).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("mei@example.com\r\nBcc: all@example.com")]
    public async Task What_is_no_address_is_undeliverable(string email)
    {
        var tell = Tell(email);

        await notification.Service.SendAsync(tell);

        (await ToldAsync(tell))[0].Outcome.ShouldBe("undeliverable");
        FilesOf(tell).ShouldBeEmpty();
    }

    [Fact]
    public async Task Asked_again_with_other_content_it_is_a_fault()
    {
        var tell = Tell();
        await notification.Service.TellAsync(tell);

        await notification.Service.SendAsync(tell with { Amount = 1 });
        await notification.Service.SendAsync(tell with { StorefrontId = "other" });
        await notification.Service.SendAsync(tell with { Deadline = null });

        await notification.Service.HearAsync<Fault<TellCustomer>>(x => x.Message.MessageId == tell.MessageId, times: 3);
    }

    [Fact]
    public async Task A_step_without_a_text_is_a_fault()
    {
        var tell = Tell(step: "../../escape");

        await notification.Service.SendAsync(tell);

        await notification.Service.HearAsync<Fault<TellCustomer>>(x => x.Message.MessageId == tell.MessageId);
    }

    [Fact]
    public async Task A_folder_that_is_away_for_a_while_costs_only_time()
    {
        var tell = Tell();
        // Until nothing that is still under way makes it anew.
        await Eventually.IsTrueAsync(
            () =>
            {
                notification.Outbox.Delete(recursive: true);
                File.WriteAllText(notification.Outbox.FullName, "in the way");
                return true;
            },
            TimeSpan.FromSeconds(30)
        );
        await notification.Service.TellAsync(tell);

        File.Delete(notification.Outbox.FullName);

        (await ToldAsync(tell))[0].Outcome.ShouldBe("sent");
        FilesOf(tell).Count.ShouldBe(1);
    }

    private Task<List<CustomerTold>> ToldAsync(TellCustomer tell, int times = 1) =>
        notification.Service.HearAsync<CustomerTold>(x => x.MessageId == tell.MessageId, times);

    private List<FileInfo> FilesOf(TellCustomer tell) =>
        [
            .. notification
                .Outbox.GetFiles()
                .Where(x => x.Name.EndsWith($"-{tell.Step}-{tell.MessageId}.eml", StringComparison.Ordinal)),
        ];
}
