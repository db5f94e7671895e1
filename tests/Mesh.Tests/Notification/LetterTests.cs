using System.Text.RegularExpressions;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Mesh.Tests.Architecture;
using AfterSalesMesh.Mesh.Tests.Returns;
using AfterSalesMesh.Notification.Messages;
using AfterSalesMesh.Notification.Storefronts;
using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Notification;

public sealed partial class LetterTests
{
    /// <summary>A return has no number yet.</summary>
    private static readonly string[] BeforeApproval =
    [
        Steps.UnderReview,
        Steps.EvidenceAsked,
        Steps.Rejected,
        Steps.RequestWithdrawn,
    ];

    private static readonly string[] AllSteps =
    [
        .. BeforeApproval,
        Steps.Approved,
        Steps.Reminder,
        Steps.Received,
        Steps.Inspected,
        Steps.Refunded,
        Steps.Completed,
        Steps.RefundDelayed,
        Steps.PaidAgain,
        Steps.Expired,
        Steps.Cancelled,
    ];

    private static readonly string[] AnswersToAppeals = [Steps.AppealGranted, Steps.AppealDenied];

    public static TheoryData<string, string> EveryStepInEveryLanguage => InEveryLanguage(AllSteps);

    public static TheoryData<string, string> EveryAnswerInEveryLanguage => InEveryLanguage(AnswersToAppeals);

    [Fact]
    public void Every_step_has_a_template_in_every_language() =>
        AllSteps
            .Concat(AnswersToAppeals)
            .ShouldAllBe(step => string.Join(' ', LetterTemplates.LanguagesOf(step).Order()) == "en zh-Hans");

    [Theory, MemberData(nameof(EveryStepInEveryLanguage))]
    public void Every_letter_names_the_return_and_the_order_in_its_language(string step, string language)
    {
        var letter = Letter.Write(Of(step, language), null);

        letter.Subject.ShouldContain(BeforeApproval.Contains(step) ? "1001" : "R-4711");
        letter.Body.Contains("R-4711").ShouldBe(!BeforeApproval.Contains(step));
        letter.Body.ShouldContain("1001");
        $"{letter.Subject}{letter.Body}".ShouldNotContain("{");
        letter.Body.ShouldNotContain("\n\n\n");
        letter.Body.Contains('您').ShouldBe(language == "zh-Hans");
    }

    /// <summary>From the command that a return sends to the letter: whatever a template mentions is there.</summary>
    [Theory, MemberData(nameof(EveryStepInEveryLanguage))]
    public void Every_placeholder_of_every_template_is_filled(string step, string language)
    {
        var saga = ReturnThatTold(step);
        var command = saga.SentOf<TellCustomer>().First(x => x.Step == step);
        var values = new Dictionary<string, string>
        {
            ["shop"] = "Chez Ada",
            ["rma"] = saga.Saga.RmaNumber,
            ["order"] = saga.Saga.OrderNumber,
            ["hand_over_by"] = "2026",
            ["until"] = "2026",
            ["text"] = "more photos",
            ["amount"] = step == Steps.PaidAgain ? "5.00" : "20.00",
            ["paid_back"] = "13.00",
            ["store_credit"] = "7.50",
            ["bonus"] = "0.50",
        };

        var letter = Letter.Write(Of(command with { Locale = language }), Shop);

        var text = $"{letter.Subject}\n{letter.Body}";
        foreach (var placeholder in PlaceholdersOf(step, language))
        {
            text.ShouldContain(values[placeholder], customMessage: $"{placeholder} in {text}");
        }
    }

    /// <summary>2026-12-04 20:00 UTC is the fifth in Shanghai.</summary>
    [Theory, MemberData(nameof(EveryAnswerInEveryLanguage))]
    public void The_answer_to_an_appeal_names_the_shop_the_day_of_the_appeal_and_what_the_agent_says(
        string step,
        string language
    )
    {
        var values = new Dictionary<string, string>
        {
            ["shop"] = "Chez Ada",
            ["appealed_at"] = language == "en" ? "5 December 2026" : "2026年12月5日",
            ["text"] = "We looked at it.",
        };

        var letter = Letter.Write(Of(AnswerOf(step, values["text"]).ToTellCustomer(null, language)), Shop);

        PlaceholdersOf(step, language).ShouldBe(values.Keys, ignoreOrder: true);
        values.Values.ShouldAllBe(x => letter.Body.Contains(x));
    }

    [Theory]
    [InlineData(Steps.AppealGranted, "en", "Your figures have been reset: your earlier returns no longer count.")]
    [InlineData(Steps.AppealGranted, "zh-CN", "您的退货统计已清零：此前的退货不再计入。")]
    [InlineData(Steps.AppealDenied, "en", "Your figures have not been changed: your earlier returns still count.")]
    [InlineData(Steps.AppealDenied, "zh-CN", "您的退货统计保持不变：此前的退货仍会计入。")]
    public void An_appeal_that_nobody_answered_says_what_becomes_of_the_figures_and_no_more(
        string step,
        string locale,
        string line
    )
    {
        var letter = Letter.Write(Of(AnswerOf(step, text: null).ToTellCustomer(null, locale)), null);

        letter.Body.Split('\n').ShouldContain(line);
        $"{letter.Subject}{letter.Body}".ShouldNotContain("{");
        letter.Body.ShouldNotContain("\n\n\n");
        letter.Body.ShouldNotContain("Our answer");
        letter.Body.ShouldNotContain("我们的答复");
    }

    [Theory]
    [InlineData("en", "Please hand the parcel to a carrier by: 4 December 2026")]
    [InlineData("zh-CN", "请在此日期前寄出：2026年12月4日")]
    public void An_approval_names_the_hand_over_deadline(string locale, string line) =>
        Letter.Write(Of(Steps.Approved, locale), null).Body.Split('\n').ShouldContain(line);

    /// <summary>2026-12-04 10:00 UTC is the fifth on Kiritimati.</summary>
    [Theory]
    [InlineData("Pacific/Kiritimati", "5 December 2026")]
    [InlineData("Europe/Berlin", "4 December 2026")]
    [InlineData("Not/Here", "4 December 2026")]
    public void A_date_is_the_day_in_the_storefronts_time_zone(string zone, string day)
    {
        var shop = Shop;
        shop.TimeZone = zone;

        Letter.Write(Of(Steps.Approved, "en"), shop).Body.ShouldContain($"hand the parcel to a carrier by: {day}");
    }

    [Theory]
    [InlineData(null, "您好")]
    [InlineData("en", "Hello")]
    public void A_customer_without_a_language_is_written_to_in_the_storefronts_first(string? locale, string greeting) =>
        Letter.Write(Of(Steps.Received, locale), Shop).Body.ShouldStartWith(greeting);

    [Theory]
    [InlineData("en", "Thank you!\nChez Ada\n")]
    [InlineData("zh-CN", "感谢您的支持！\nChez Ada\n")]
    public void A_letter_is_signed_with_the_storefronts_name(string locale, string end) =>
        Letter.Write(Of(Steps.Approved, locale), Shop).Body.ShouldEndWith(end);

    [Theory]
    [InlineData("en", "Refund: EUR\u00A01,234.56")]
    [InlineData("zh-CN", "退款金额：EUR\u00A01,234.56")]
    public void A_completed_return_names_the_amount(string locale, string line) =>
        Letter.Write(Of(Steps.Completed, locale), null).Body.Split('\n').ShouldContain(line);

    [Theory]
    [InlineData(1000L, true, true)]
    [InlineData(123456L, false, true)]
    [InlineData(null, true, false)]
    public void Store_credit_and_refunded_money_are_named_separately(long? credit, bool money, bool saysCredit)
    {
        var body = Letter.Write(Of(Steps.Completed, "en", credit: credit), null).Body;

        body.Contains("to your original payment method").ShouldBe(money);
        body.Contains("was added to your store credit").ShouldBe(saysCredit);
        body.ShouldContain("Refund: EUR\u00A01,234.56");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    public void Without_a_refund_the_letter_does_not_mention_money(long? amount)
    {
        var letter = Letter.Write(Of(Steps.Completed, "en", amount: amount), null);

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
    [InlineData("ZH-cn", "您好")]
    [InlineData("zh-SG", "您好")]
    [InlineData("zh-Hans", "您好")]
    [InlineData("zh-Hans-TW", "您好")]
    [InlineData("zh-TW", "Hello")]
    [InlineData("zh-HK", "Hello")]
    [InlineData("zh-Hant", "Hello")]
    [InlineData("zh-Hant-CN", "Hello")]
    [InlineData("en-x-zh", "Hello")]
    public void A_locale_is_looked_up_by_language_and_script_and_else_English_is_taken(
        string? locale,
        string greeting
    ) => Letter.Write(Of(Steps.Received, locale), null).Body.ShouldStartWith(greeting);

    [Fact]
    public void A_step_without_a_template_is_refused() =>
        Should
            .Throw<InvalidOperationException>(() => Letter.Write(Of("dancing", "en"), null))
            .Message.ShouldContain("dancing");

    [Fact]
    public void A_value_never_starts_a_line_of_its_own()
    {
        var letter = Letter.Write(
            Of(Steps.Received, "en", order: "1001\r\nRefund: EUR 9,999.00", rma: "R-1\nBcc: x@example.com"),
            null
        );

        letter.Subject.ShouldBe("Your return R-1 Bcc: x@example.com has arrived");
        letter.Body.Split('\n').ShouldNotContain(x => x.StartsWith("Refund", StringComparison.Ordinal));
    }

    [Fact]
    public void A_value_is_not_read_as_a_template() =>
        Letter.Write(Of(Steps.Received, "en", order: "{{ amount }}"), null).Body.ShouldContain("{{ amount }}");

    private static Storefront Shop =>
        new()
        {
            StorefrontId = "shop",
            Name = "Chez Ada",
            TimeZone = "Asia/Shanghai",
            Languages = ["zh-CN", "en"],
        };

    private static TheoryData<string, string> InEveryLanguage(string[] steps) =>
        new(steps.SelectMany(step => LetterTemplates.LanguagesOf(step).Select(language => (step, language))));

    private static Appeal AnswerOf(string step, string? text)
    {
        var appeal = new Appeal
        {
            StorefrontId = "shop",
            Customer = "c-1",
            At = new DateTimeOffset(2026, 12, 4, 20, 0, 0, TimeSpan.Zero),
        };
        var now = appeal.At.AddDays(1);
        appeal.Close(step == Steps.AppealGranted, text, (Appeal.ByPolicy, Appeal.ByPolicy), now, due: now);
        return appeal;
    }

    private static IEnumerable<string> PlaceholdersOf(string step, string language)
    {
        var file = Path.Combine(Repository.Root, "services/Notification/Templates", $"{step}.{language}.liquid");
        return Placeholder().Matches(File.ReadAllText(file)).Select(x => x.Groups[1].Value).Distinct();
    }

    /// <summary>20.00 are owed, 7.00 of it as store credit; 5.00 came back once. Another unit stays expected.</summary>
    private static SagaWorld ReturnThatTold(string step)
    {
        var order = Returns.Orders.Of(0, Returns.Orders.Line("a", 3, 1000));
        var it = new SagaWorld(SagaWorld.Request(order, ("a", 3)));
        if (BeforeApproval.Contains(step))
        {
            it.Refer();
            if (step == Steps.RequestWithdrawn)
            {
                it.Handle(SagaWorld.Cancellation());
                return it;
            }
            it.Handle(new EvidenceRequest(SagaWorld.Agent, "more photos"));
            it.Handle(new Rejection(SagaWorld.Agent, "no photos", "more photos"));
            return it;
        }
        it.Approve();
        if (step == Steps.Reminder)
        {
            it.Handle(it.Due(it.Saga.HandOverBy.AddDays(-6)));
            return it;
        }
        if (step is Steps.Expired or Steps.Cancelled)
        {
            it.Handle(it.Due(it.Saga.ExpiresAt));
            if (step == Steps.Cancelled)
            {
                it.Handle(SagaWorld.Cancellation());
            }
            it.Handle(it.NotSeen());
            return it;
        }
        it.Handle(it.Closed(1, units: 2, nothingMore: step is Steps.Completed or Steps.PaidAgain));
        it.Handle(it.Verdict());
        if (step == Steps.RefundDelayed)
        {
            it.Handle(it.Failed());
        }
        it.Handle(it.Succeeded() with { StoreCredit = 700, StoreCreditBonus = 50 });
        it.Handle(it.Reversed(500));
        it.Handle(it.Succeeded() with { StoreCredit = 700, Reversed = 500 });
        return it;
    }

    private static CustomerMessage Of(TellCustomer command) =>
        new()
        {
            Id = command.MessageId,
            StorefrontId = command.StorefrontId,
            Step = command.Step,
            Locale = command.Locale,
            OrderNumber = command.OrderNumber,
            RmaNumber = command.RmaNumber,
            HandOverBy = command.HandOverBy,
            Amount = command.Amount,
            Currency = command.Currency,
            StoreCredit = command.StoreCredit,
            StoreCreditBonus = command.StoreCreditBonus,
            Text = command.Text,
            Until = command.Until,
            AppealedAt = command.AppealedAt,
        };

    [GeneratedRegex(@"\{\{ *(\w+)")]
    private static partial Regex Placeholder();

    internal static CustomerMessage Of(
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
            HandOverBy = new DateTimeOffset(2026, 12, 4, 10, 0, 0, TimeSpan.Zero),
            Amount = amount,
            Currency = "EUR",
            StoreCredit = credit,
            Text = "more photos",
            Until = new DateTimeOffset(2026, 12, 5, 20, 0, 0, TimeSpan.Zero),
            CreatedAt = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        };
}
