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
    public async Task The_mail_folder_has_the_message_as_a_file_that_mail_programs_open()
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
    public async Task A_repeated_command_sends_no_second_message_and_is_answered_again()
    {
        var tell = Tell();
        await notification.Service.SendAsync(tell);
        var first = await ToldAsync(tell);

        await notification.Service.SendAsync(tell with { HandOverBy = tell.HandOverBy!.Value.AddTicks(3) });

        (await ToldAsync(tell, times: 2))[1].ShouldBe(first[0]);
        FilesOf(tell).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task Without_an_address_nothing_is_sent_and_each_command_is_answered_no_address(string? email)
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
    public async Task An_invalid_address_is_undeliverable(string email)
    {
        var tell = Tell(email);

        await notification.Service.SendAsync(tell);

        (await ToldAsync(tell))[0].Outcome.ShouldBe("undeliverable");
        FilesOf(tell).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_is_still_due_goes_to_the_corrected_address_in_the_corrected_language()
    {
        var tell = Tell("old@example.com");
        await BlockFolderAsync();
        await notification.Service.DeliverAsync(tell);
        await notification.Service.DeliverAsync(tell with { Email = "new@example.com", Locale = "zh-CN" });

        File.Delete(notification.MailFolder.FullName);

        (await ToldAsync(tell))[0].Outcome.ShouldBe("sent");
        var mail = await MimeMessage.LoadAsync(FilesOf(tell).ShouldHaveSingleItem().FullName);
        (mail.To.ToString(), mail.Subject).ShouldBe(("new@example.com", "您的退货 R-4711 已完成"));
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_a_fault()
    {
        var tell = Tell();
        await notification.Service.DeliverAsync(tell);

        await notification.Service.SendAsync(tell with { Amount = 1 });
        await notification.Service.SendAsync(tell with { StorefrontId = "other" });
        await notification.Service.SendAsync(tell with { HandOverBy = null });

        await notification.Service.HearAsync<Fault<TellCustomer>>(x => x.Message.MessageId == tell.MessageId, times: 3);
    }

    [Fact]
    public async Task A_step_without_a_template_is_a_fault()
    {
        var tell = Tell(step: "../../escape");

        await notification.Service.SendAsync(tell);

        await notification.Service.HearAsync<Fault<TellCustomer>>(x => x.Message.MessageId == tell.MessageId);
    }

    [Fact]
    public async Task A_missing_mail_folder_delays_the_message()
    {
        var tell = Tell();
        await BlockFolderAsync();
        await notification.Service.DeliverAsync(tell);

        File.Delete(notification.MailFolder.FullName);

        (await ToldAsync(tell))[0].Outcome.ShouldBe("sent");
        FilesOf(tell).Count.ShouldBe(1);
    }

    /// <summary>Puts a file in the mail folder's place, as soon as no worker makes the folder again.</summary>
    private Task BlockFolderAsync() =>
        Eventually.IsTrueAsync(
            () =>
            {
                notification.MailFolder.Delete(recursive: true);
                File.WriteAllText(notification.MailFolder.FullName, "in the way");
                return true;
            },
            TimeSpan.FromSeconds(30)
        );

    private Task<List<CustomerTold>> ToldAsync(TellCustomer tell, int times = 1) =>
        notification.ToldAsync(tell.MessageId, times);

    private List<FileInfo> FilesOf(TellCustomer tell) =>
        [
            .. notification
                .MailFolder.GetFiles()
                .Where(x => x.Name.EndsWith($"-{tell.Step}-{tell.MessageId}.eml", StringComparison.Ordinal)),
        ];
}
