using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>The texts of a credit note's page in one language.</summary>
internal sealed record CreditNoteTexts
{
    public static readonly CreditNoteTexts English = new()
    {
        Locale = "en",
        DateFormat = "d MMMM yyyy",
        Credit = "Credit note",
        Cancellation = "Cancellation of a credit note",
        Number = "Number",
        Date = "Date",
        Order = "Order",
        Invoice = "Invoice",
        PaidAt = "Refunded on",
        ReversedAt = "Refund returned on",
        Refund = "Refund",
        Item = "Item",
        Quantity = "Qty",
        Price = "Price",
        Discount = "Discount",
        Shipping = "Shipping",
        Fees = "Fees",
        PriceDifference = "Price difference",
        Tax = "Tax",
        AddedTax = "Tax added",
        Amount = "Amount",
        Net = "Net",
        Rate = "Tax rate",
        RateNotTold = "not stated",
        Total = "Total",
        Rest = "Further amounts",
        Partial = "{0} of a refund of {1} had been paid by then: the rest had not.",
        Cancels = "The refund did not reach its account and came back. This note takes back what was credited before.",
        Others = "Other notes for this refund",
        Closing = "This document corrects the invoice of the order named above. All amounts are in {0}.",
    };

    public static readonly CreditNoteTexts Chinese = new()
    {
        Locale = "zh-CN",
        DateFormat = "yyyy年M月d日",
        Credit = "退款贷项凭证",
        Cancellation = "退款贷项凭证（冲销）",
        Number = "编号",
        Date = "开具日期",
        Order = "订单号",
        Invoice = "原发票号",
        PaidAt = "退款日期",
        ReversedAt = "退款退回日期",
        Refund = "退款编号",
        Item = "商品",
        Quantity = "数量",
        Price = "价格",
        Discount = "优惠",
        Shipping = "运费",
        Fees = "扣除费用",
        PriceDifference = "差价退还",
        Tax = "税额",
        AddedTax = "外加税额",
        Amount = "金额",
        Net = "不含税金额",
        Rate = "税率",
        RateNotTold = "未注明",
        Total = "合计",
        Rest = "其他金额",
        Partial = "截至本凭证，退款总额 {1} 中已支付 {0}，其余部分尚未支付。",
        Cancels = "该笔退款未能到账，已被退回。本凭证冲销此前开具的金额。",
        Others = "本次退款的其他凭证",
        Closing = "本凭证用于更正上述订单的发票。所有金额的货币单位为 {0}。",
    };

    public required string Locale { get; init; }
    public required string DateFormat { get; init; }
    public required string Credit { get; init; }
    public required string Cancellation { get; init; }
    public required string Number { get; init; }
    public required string Date { get; init; }
    public required string Order { get; init; }
    public required string Invoice { get; init; }
    public required string PaidAt { get; init; }
    public required string ReversedAt { get; init; }
    public required string Refund { get; init; }
    public required string Item { get; init; }
    public required string Quantity { get; init; }
    public required string Price { get; init; }
    public required string Discount { get; init; }
    public required string Shipping { get; init; }
    public required string Fees { get; init; }
    public required string PriceDifference { get; init; }
    public required string Tax { get; init; }
    public required string AddedTax { get; init; }
    public required string Amount { get; init; }
    public required string Net { get; init; }
    public required string Rate { get; init; }
    public required string RateNotTold { get; init; }
    public required string Total { get; init; }
    public required string Rest { get; init; }
    public required string Partial { get; init; }
    public required string Cancels { get; init; }
    public required string Others { get; init; }
    public required string Closing { get; init; }

    public CultureInfo Culture { get; private init; } = CultureInfo.InvariantCulture;

    /// <summary>The reader's favourite of the two; English for who says neither.</summary>
    public static CreditNoteTexts For(IEnumerable<StringWithQualityHeaderValue> accepted)
    {
        var words =
            accepted
                .Where(x => x.Quality != 0)
                .OrderByDescending(x => x.Quality ?? 1)
                .Select(x => Of(x.Value.Value ?? ""))
                .FirstOrDefault(x => x is not null)
            ?? English;
        try
        {
            return words with { Culture = CultureInfo.GetCultureInfo(words.Locale) };
        }
        catch (CultureNotFoundException)
        {
            // A host without cultures: the invariant one writes numbers and English months the same.
            return words;
        }
    }

    private static CreditNoteTexts? Of(string language) =>
        language.Split('-')[0].ToLowerInvariant() switch
        {
            "en" => English,
            "zh" => Chinese,
            _ => null,
        };
}
