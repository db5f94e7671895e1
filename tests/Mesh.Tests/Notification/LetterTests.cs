using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Notification.Mail;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Notification;

public sealed class LetterTests
{
    private static readonly string[] AllSteps =
    [
        Steps.Approved,
        Steps.Received,
        Steps.Inspected,
        Steps.Completed,
        Steps.RefundDelayed,
        Steps.PaidAgain,
        Steps.Expired,
    ];

    public static TheoryData<string, string> EveryStepInEveryLanguage =>
        new(AllSteps.SelectMany(step => new[] { (step, "en"), (step, "zh-CN") }));

    [Theory, MemberData(nameof(EveryStepInEveryLanguage))]
    public void Every_step_has_its_letter_in_every_language(string step, string locale)
    {
        var letter = Letter.Write(Of(step, locale));

        letter.Subject.ShouldContain("R-4711");
        letter.Body.ShouldContain("1001");
        $"{letter.Subject}{letter.Body}".ShouldNotContain("{");
        letter.Body.Contains('您').ShouldBe(locale == "zh-CN");
    }

    [Theory]
    [InlineData("en", "Please hand the parcel over by: 4 December 2026")]
    [InlineData("zh-CN", "请在此日期前寄出：2026年12月4日")]
    public void An_approval_says_by_when(string locale, string line) =>
        Letter.Write(Of(Steps.Approved, locale)).Body.Split('\n').ShouldContain(line);

    [Theory]
    [InlineData("en", "Refund: EUR\u00A01,234.56")]
    [InlineData("zh-CN", "退款金额：EUR\u00A01,234.56")]
    public void A_completed_return_says_how_much(string locale, string line) =>
        Letter.Write(Of(Steps.Completed, locale)).Body.Split('\n').ShouldContain(line);

    [Theory]
    [InlineData(1000L, true, true)]
    [InlineData(123456L, false, true)]
    [InlineData(null, true, false)]
    public void What_is_given_as_store_credit_is_not_said_to_go_back(long? credit, bool money, bool saysCredit)
    {
        var body = Letter.Write(Of(Steps.Completed, "en", credit: credit)).Body;

        body.Contains("goes back to the way you paid").ShouldBe(money);
        body.Contains("Your store credit is").ShouldBe(saysCredit);
        body.ShouldContain("Refund: EUR\u00A01,234.56");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    public void Where_nothing_is_paid_nothing_is_said_of_money(long? amount)
    {
        var letter = Letter.Write(Of(Steps.Completed, "en", amount: amount));

        letter.Body.ShouldNotContain("efund");
        letter.Body.ShouldNotContain("money");
        letter.Body.ShouldNotContain("\n\n\n");
    }

    [Theory]
    [InlineData(null, "Hello")]
    [InlineData("", "Hello")]
    [InlineData("xx-XX", "Hello")]
    [InlineData("not a locale", "Hello")]
    [InlineData("en-GB", "Hello")]
    [InlineData("zh", "您好")]
    [InlineData("zh-TW", "您好")]
    [InlineData("ZH-cn", "您好")]
    public void A_locale_without_a_text_falls_back_to_its_language_then_to_English(string? locale, string greeting) =>
        Letter.Write(Of(Steps.Received, locale)).Body.ShouldStartWith(greeting);

    [Fact]
    public void A_step_without_a_text_is_refused() =>
        Should
            .Throw<InvalidOperationException>(() => Letter.Write(Of("dancing", "en")))
            .Message.ShouldContain("dancing");

    [Fact]
    public void A_fact_never_starts_a_line_of_its_own()
    {
        var letter = Letter.Write(
            Of(Steps.Received, "en", order: "1001\r\nRefund: EUR 9,999.00", rma: "R-1\nBcc: x@example.com")
        );

        letter.Subject.ShouldBe("Your return R-1 Bcc: x@example.com has arrived");
        letter.Body.Split('\n').ShouldNotContain(x => x.StartsWith("Refund", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fact_is_not_read_as_a_placeholder() =>
        Letter.Write(Of(Steps.Received, "en", order: "{{amount}}")).Body.ShouldContain("{{amount}}");

    internal static Telling Of(
        string step,
        string? locale,
        string? email = "mei@example.com",
        string order = "1001",
        string rma = "R-4711",
        long? amount = 123456,
        long? credit = null
    ) =>
        new()
        {
            Id = new Guid("0190a5a0-0000-7000-8000-000000000001"),
            StorefrontId = "shop",
            Step = step,
            Email = email,
            Locale = locale,
            OrderNumber = order,
            RmaNumber = rma,
            Deadline = new DateTimeOffset(2026, 12, 4, 10, 0, 0, TimeSpan.Zero),
            Amount = amount,
            Currency = "EUR",
            StoreCredit = credit,
            CreatedAt = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        };
}
