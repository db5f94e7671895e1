using System.Globalization;
using AfterSalesMesh.Contracts.Words;
using MimeKit;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Contracts;

public sealed class EmailAddressTests
{
    private static readonly string[] Good =
    [
        "ada@example.org",
        "ada.lovelace+returns@mail.example.co.uk",
        "o'brien@example.org",
        "a@b.c",
        "mei@例子.公司",
        "mei@xn--fsqu00a.xn--55qx5d",
        "!#$%&'*+-/=?^_`{|}~@example.org",
    ];

    [Fact]
    public void A_usual_address_is_accepted() => Good.ShouldAllBe(x => EmailAddress.IsValid(x));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("ada@")]
    [InlineData("@example.org")]
    [InlineData("ada@example.org ")]
    [InlineData(" ada@example.org")]
    [InlineData("ada @example.org")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("<ada@example.org>")]
    [InlineData("ada@example.org, bob@example.org")]
    [InlineData("ada@example.org;bob@example.org")]
    [InlineData("ada@bob@example.org")]
    [InlineData("ada@example.org (work)")]
    [InlineData("\"ada lovelace\"@example.org")]
    [InlineData("ada@example.org\r\nBcc: bob@example.org")]
    [InlineData("ada\u200B@example.org")]
    [InlineData("ada@exam\u200Bple.org")]
    [InlineData("a..b@example.org")]
    [InlineData(".a@example.org")]
    [InlineData("a.@example.org")]
    [InlineData("ada@example..org")]
    [InlineData("ada@.example.org")]
    [InlineData("ada@example.org.")]
    [InlineData("ada@-example.org")]
    [InlineData("ada@exa_mple.org")]
    [InlineData("ada@[127.0.0.1]")]
    [InlineData("ädä@example.org")]
    [InlineData("=?utf-8?q?x?=@example.org")]
    [InlineData("a=?utf-8?b?eA==?=b@example.org")]
    [InlineData("ada@localhost")]
    [InlineData("a@b")]
    public void Text_that_mail_cannot_be_sent_to_is_not_an_address(string? address) =>
        EmailAddress.IsValid(address).ShouldBeFalse();

    [Fact]
    public void An_address_is_no_longer_than_mail_servers_take()
    {
        EmailAddress.IsValid($"{new string('a', 64)}@example.org").ShouldBeTrue();
        EmailAddress.IsValid($"{new string('a', 65)}@example.org").ShouldBeFalse();
        EmailAddress.IsValid($"a@{string.Join('.', Enumerable.Repeat(new string('b', 60), 5))}").ShouldBeFalse();
    }

    /// <summary>Whatever is taken can be sent to: the mail library reads each of these and writes it for a mail server.</summary>
    [Fact]
    public void The_mail_library_can_send_to_every_accepted_address() =>
        Cases.Each(random =>
        {
            const string Odd = "ab.1-_+'\"@ <>(),;:[]\\\u200B\tä例.";
            var address = random.Next(2) == 0 ? random.GetItems(Good, 1)[0] : "a@b.c";
            for (var i = random.Next(0, 4); i > 0; i--)
            {
                address = address.Insert(random.Next(address.Length + 1), $"{Odd[random.Next(Odd.Length)]}");
            }
            if (EmailAddress.IsValid(address))
            {
                MailboxAddress.TryParse(address, out var mailbox).ShouldBeTrue(address);
                var at = address.IndexOf('@');
                mailbox
                    .GetAddress(idnEncode: true)
                    .ShouldBe($"{address[..at]}@{new IdnMapping().GetAscii(address[(at + 1)..])}");
            }
        });
}
