using System.Globalization;
using System.Net;
using System.Text;
using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>A policy as a page for people, in one language. All texts of the document are HTML-encoded.</summary>
internal sealed class PolicyPage(PublishedPolicy policy, string language)
{
    private readonly StringBuilder _html = new();
    private readonly string _language = LocalText.LanguageFor(language);
    private readonly bool _chinese = LocalText.LanguageFor(language) == LocalText.ChineseTag;

    public string ToHtml()
    {
        var title = Say($"{policy.Storefront}：退货与售后", $"{policy.Storefront}: returns and after-sales service");
        _html.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!DOCTYPE html>
            <html lang="{_language}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(title)}</title>
            <style>body{"{"}font-family:system-ui,sans-serif;line-height:1.5;max-width:44rem;margin:2rem auto;padding:0 1rem{"}"}</style></head>
            <body><h1>{Encode(title)}</h1>

            """
        );
        var clocks = policy.Clocks;
        Section(
            Say("步骤", "Steps"),
            [
                Say(
                    "提交申请，选择商品、原因和处理方式。",
                    "Request a return: choose the items, the reason and what you would like in return."
                ),
                Say(
                    $"申请通过后{Duration(clocks.HandOver)}内寄出包裹。",
                    $"Hand the parcel to a carrier within {Duration(clocks.HandOver)}."
                ),
                Say(
                    $"我们收到商品后验货，并在收货后{Duration(clocks.Refund)}内退款。",
                    $"We inspect the goods and refund within {Duration(clocks.Refund)} of arrival."
                ),
            ],
            ordered: true
        );
        Section(Say("退货期限", "Return period"), policy.Document.Windows.Select(x => For(x.When, WindowOf(x.Then))));
        Section(
            Say("保修", "Warranty"),
            policy.Document.Warranty.Select(x =>
                For(
                    x.When,
                    Say($"自签收起{x.Then.Months}个月：", $"{x.Then.Months} months from delivery: ")
                        + Join(x.Then.Covers.Select(ReasonOf))
                )
            )
        );
        Section(
            Say("不支持退货的商品", "What cannot be returned"),
            policy
                .Document.Exclusions.Where(x => !x.Then.Returnable)
                .Select(x => (x.Text ?? BuiltIn.OfSubject[Subjects.Exclusions]).In(_language))
        );
        Section(
            Say("退货商品要求", "Condition of the goods"),
            policy.Document.Conditions.Select(x =>
                For(x.When, Join(x.Then.Required.Select(y => BuiltIn.NameOf(y).In(_language))))
            )
        );
        Section(Say("运费与费用", "Postage and fees"), policy.Document.Costs.Select(x => For(x.When, CostOf(x))));
        Section(
            Say("处理方式", "What you can choose"),
            policy.Document.Resolutions.Select(x =>
                For(x.When, Join(x.Then.Offer.Select(y => BuiltIn.NameOf(y).In(_language))))
            )
        );
        Section(
            Say("审核与异议", "Review and objections"),
            [
                Say(
                    $"需要人工审核的申请，客服在{Duration(clocks.Agent)}内答复。",
                    $"Requests that need review are answered within {Duration(clocks.Agent)}."
                ),
                policy.Document.Standing.Appeal.In(_language),
            ]
        );
        return _html.Append("</body></html>\n").ToString();
    }

    private void Section(string title, IEnumerable<string> entries, bool ordered = false)
    {
        var (list, tag) = (entries.ToList(), ordered ? "ol" : "ul");
        if (list.Count == 0)
        {
            return;
        }
        _html.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(title)}</h2>\n<{tag}>\n");
        foreach (var entry in list)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<li>{Encode(entry)}</li>\n");
        }
        _html.Append(CultureInfo.InvariantCulture, $"</{tag}>\n");
    }

    /// <summary>A term, preceded by the cases in which it applies.</summary>
    private string For(RuleConditions when, string what)
    {
        var cases = string.Join(Say("，", "; "), CasesOf(when));
        return cases.Length == 0 ? what : $"{cases}{Say("：", ": ")}{what}";
    }

    private IEnumerable<string> CasesOf(RuleConditions when)
    {
        if (when.Quality is { } quality)
        {
            yield return quality ? Say("有质量问题", "faulty goods") : Say("无质量问题", "goods without a fault");
        }
        if (when.Reason is { } reasons)
        {
            yield return Join(reasons.Select(ReasonOf));
        }
        if (when.SoldIn is { } soldIn)
        {
            yield return Join(
                soldIn.Select(x =>
                    x == SalesChannels.Shop ? Say("门店购买", "bought in a shop") : Say("线上购买", "bought online")
                )
            );
        }
        if (when.FinalSale == true)
        {
            yield return Say("清仓商品", "final sale");
        }
        (string Chinese, string English, IReadOnlyList<string>? Words)[] lists =
        [
            ("品类", "category", when.Category),
            ("商品", "item", when.Sku),
            ("国家", "country", when.Country),
            ("会员等级", "tier", when.Tier),
            ("币种", "currency", when.Currency),
        ];
        foreach (var (chinese, english, words) in lists)
        {
            if (words is not null)
            {
                yield return $"{Say(chinese, english)} {Join(words)}";
            }
        }
        if (when.Ordered is { } ordered)
        {
            yield return Say($"{Days(ordered)}下单", $"ordered {Days(ordered)}");
        }
        if (when.Delivered is { } delivered)
        {
            yield return Say($"{Days(delivered)}签收", $"delivered {Days(delivered)}");
        }
    }

    private string WindowOf(WindowTerms window)
    {
        var start = window.From == WindowStarts.Sale ? Say("购买", "purchase") : Say("签收", "delivery");
        var length = window.Months is { } months
            ? Say($"{months}个月", months == 1 ? "1 month" : $"{months} months")
            : Say($"{window.Days}天", window.Days == 1 ? "1 day" : $"{window.Days} days");
        var text = Say($"自{start}次日起{length}内", $"within {length} of {start}");
        return window.Until is { } until
            ? text + Say($"，最早于{until.Month}月{until.Day}日截止", $", and at least until {Day(until)}")
            : text;
    }

    private string CostOf(PolicyRule<CostTerms> rule)
    {
        var costs = rule.Then;
        List<string> parts =
        [
            costs.OutboundPostage == OutboundPostages.Refunded
                ? Say("退还原订单运费", "we refund the delivery charge")
                : Say("不退原订单运费", "we do not refund the delivery charge"),
            costs.ReturnPostage == Payers.Shop
                ? Say("商家承担退货运费", "we pay the return postage")
                : Say("顾客承担退货运费", "you pay the return postage"),
        ];
        if (costs.RestockingPercent > 0)
        {
            var percent = costs.RestockingPercent.ToString("0.##", CultureInfo.InvariantCulture);
            parts.Add(Say($"扣除{percent}%的整理费", $"we deduct a restocking fee of {percent} %"));
        }
        if (costs.ReturnFee > 0 && rule.When.Currency is [var currency, ..])
        {
            var amount = Money.Format(costs.ReturnFee, currency, CultureInfo.InvariantCulture);
            parts.Add(Say($"每次退货扣除{amount}", $"we deduct {amount} for each return"));
        }
        return string.Join(Say("，", ", "), parts);
    }

    private string ReasonOf(string word) => policy.Document.Reason(word)?.Text.In(_language) ?? word;

    private string Days(Season season) =>
        _chinese
            ? $"{season.From.Month}月{season.From.Day}日至{season.To.Month}月{season.To.Day}日"
            : $"from {Day(season.From)} to {Day(season.To)}";

    private static string Day(NodaTime.AnnualDate day) =>
        day.InYear(2000).ToDateOnly().ToString("d MMMM", CultureInfo.InvariantCulture);

    private string Duration(PolicyDuration duration)
    {
        var period = duration.Period;
        (long Count, string Chinese, string English)[] parts =
        [
            (period.Years, "年", "year"),
            (period.Months, "个月", "month"),
            (period.Weeks, "周", "week"),
            (period.Days, "天", "day"),
            (period.Hours, "小时", "hour"),
            (period.Minutes, "分钟", "minute"),
            (period.Seconds, "秒", "second"),
        ];
        return string.Join(
            _chinese ? "" : " ",
            parts
                .Where(x => x.Count > 0)
                .Select(x => _chinese ? $"{x.Count}{x.Chinese}" : $"{x.Count} {x.English}{(x.Count == 1 ? "" : "s")}")
        );
    }

    private string Join(IEnumerable<string> words) => string.Join(Say("、", ", "), words);

    private string Say(string chinese, string english) => _chinese ? chinese : english;

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
