using AfterSalesMesh.Refund.Tenders.BankTransfer;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class IbanTests
{
    [Theory]
    [InlineData("DE89 3704 0044 0532 0130 00")]
    [InlineData("gb82west12345698765432")]
    [InlineData("NO93 8601 1117 947")]
    [InlineData("MT84MALT011000012345MTLCAST001S")]
    [InlineData("DE89-3704-0044-0532-0130-00")]
    [InlineData("DE89\u20133704\u20110044 0532\u00A00130\u202F00")]
    [InlineData("\uFEFFDE89\t3704\u20090044\u30000532\u200B013000\r\n")]
    [InlineData("IBAN: DE89 3704 0044 0532 0130 00")]
    [InlineData("DE8937040044053201300０")]
    [InlineData("DE89.3704.0044.0532.0130.00")]
    [InlineData("DE89/3704/0044 0532 0130 00.")]
    [InlineData("(IBAN) DE89_3704_0044_0532_0130_00")]
    [InlineData("IBAN No. DE89370400440532013000")]
    [InlineData("IBAN NO93 8601 1117 947")]
    [InlineData("iban-nr： DE89 3704 0044 0532 0130 00")]
    public void An_IBAN_is_taken_as_it_is_pasted(string text) => Iban.Flaw(Iban.Normalize(text)).ShouldBeNull();

    [Theory]
    [InlineData("DE89 3704 0044 0532 0130 01")]
    [InlineData("DE98 3704 0044 0532 0130 00")]
    [InlineData("DE89 3704 0044 0532 0310 00")]
    [InlineData("DE")]
    [InlineData("")]
    [InlineData("1234567890123456")]
    public void A_mistyped_one_is_refused(string text) => Iban.Flaw(Iban.Normalize(text)).ShouldNotBeNull();

    [Theory]
    [InlineData("ZZ271234567890123", "ZZ does not")]
    [InlineData("US641111111111111111", "US does not")]
    [InlineData("DE8937040044053201300", "must have 22 letters and digits for DE: this one has 21")]
    [InlineData("DE89370400440532013000DE89370400440532013000", "must be an IBAN")]
    [InlineData("DE89370400440532013001", "mistyped")]
    public void The_answer_says_what_is_wrong_with_one(string text, string flaw) =>
        Iban.Flaw(Iban.Normalize(text))!.ShouldContain(flaw);

    [Theory]
    [InlineData(" 6222\u2013001\u00A09 ", "6222-001 9")]
    [InlineData("６２２２\u200B", "6222")]
    public void An_account_number_keeps_its_digits_blanks_and_hyphens(string text, string normal) =>
        AccountText.Normalize(text).ShouldBe(normal);
}
