using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>The description of an amount on the payment page.</summary>
internal static class LinkDescription
{
    private const string Chinese = "zh-CN";

    private static readonly string[] Languages = [Chinese, "en"];

    public static string Of(Collection it)
    {
        var isChinese = LanguageLookup.Find(it.Locale, Languages) == Chinese;
        var order = isChinese ? $"订单 {it.OrderNumber}" : $"Order {it.OrderNumber}";
        var reason = (it.Reason, isChinese) switch
        {
            ("price_difference", false) => "price difference",
            ("price_difference", true) => "换货差价",
            ("repair", false) => "repair",
            ("repair", true) => "维修费用",
            _ => null,
        };
        return reason is null ? order
            : isChinese ? $"{order}：{reason}"
            : $"{order}: {reason}";
    }
}
