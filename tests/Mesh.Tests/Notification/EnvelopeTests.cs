using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Notification.Messages;
using AfterSalesMesh.Notification.Storefronts;
using MimeKit;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Notification;

public sealed class EnvelopeTests
{
    private const string From = "Returns <returns@shop.example>";

    [Fact]
    public void A_message_has_a_stable_id_and_one_recipient()
    {
        var mail = Envelope.For(LetterTests.Of(Steps.Approved, "en"), null, From)!;

        mail.MessageId.ShouldBe("0190a5a0-0000-7000-8000-000000000001@aftersales");
        mail.To.ToString().ShouldBe("mei@example.com");
        mail.Subject.ShouldBe("Your return R-4711 has been approved");
        mail.From.ToString().ShouldBe("\"Returns\" <returns@shop.example>");
    }

    [Fact]
    public void The_sender_goes_by_the_storefronts_name()
    {
        var shop = new Storefront
        {
            StorefrontId = "shop",
            Name = "Chez \"Ada\" <x@y.example>",
            TimeZone = "UTC",
            Languages = ["en"],
        };

        var sender = (MailboxAddress)Envelope.For(LetterTests.Of(Steps.Approved, "en"), shop, From)!.From[0];

        (sender.Name, sender.Address).ShouldBe((shop.Name, "returns@shop.example"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("mei")]
    [InlineData("mei@")]
    [InlineData("a@example.com, b@example.com")]
    [InlineData("a@example.com;b@example.com")]
    [InlineData("Mei <mei@example.com>")]
    [InlineData("<mei@example.com>")]
    [InlineData("mei@example.com\r\nBcc: b@example.com")]
    [InlineData("mei@example.com\nSubject: x")]
    [InlineData("mei@example.com\r\n\r\nHello")]
    public void Text_that_is_not_one_bare_address_gets_no_message(string? email) =>
        Envelope.For(LetterTests.Of(Steps.Approved, "en", email), null, From).ShouldBeNull();

    [Theory]
    [InlineData("mei@例子.公司")]
    [InlineData("mei@xn--fsqu00a.xn--55qx5d")]
    [InlineData("mei+returns@mail.example.com")]
    public void An_unusual_address_is_an_address(string email) =>
        Envelope.For(LetterTests.Of(Steps.Approved, "en", email), null, From).ShouldNotBeNull();

    [Fact]
    public void Values_cannot_add_mail_headers()
    {
        var telling = LetterTests.Of(
            Steps.Approved,
            "en",
            order: "1\r\nBcc: b@example.com\r\n",
            rma: "R-1\r\nBcc: b@example.com"
        );

        var mail = Envelope.For(telling, null, From)!;

        mail.Headers.Select(x => x.Field).ShouldNotContain("Bcc");
        mail.Bcc.ShouldBeEmpty();
        mail.ToString().Split('\n').ShouldNotContain(x => x.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
    }
}
