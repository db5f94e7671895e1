namespace AfterSalesMesh.Returns.Policy;

/// <summary>The rules that every policy has, and the built-in texts for rules that have no text.</summary>
internal static class BuiltIn
{
    public const string UnknownOrder = "unknown_order";
    public const string UnknownLine = "unknown_line";
    public const string UnknownReason = "unknown_reason";
    public const string QuantityLeft = "quantity_left";
    public const string NotDelivered = "not_delivered";
    public const string NoCustomer = "no_customer";
    public const string NotOffered = "resolution_not_offered";
    public const string NotAvailable = "resolution_not_available";

    /// <summary>For the lines of a bulk request whose order has had as many returns as it may have.</summary>
    public const string TooManyReturns = "too_many_returns";

    /// <summary>For the remaining lines of a bulk request after too many attempts to decide them.</summary>
    public const string Undecided = "undecided";

    /// <summary>Applies if no rule names resolutions.</summary>
    public const string RefundOnly = "refund_only";

    /// <summary>Applies if no rule names dispositions.</summary>
    public const string Dispositions = "greenest_first";

    /// <summary>Refusals that no document has to name.</summary>
    public static readonly IReadOnlyDictionary<string, LocalText> Refusals = new Dictionary<string, LocalText>(
        StringComparer.Ordinal
    )
    {
        [UnknownOrder] = new("未找到该订单。", "This order does not exist."),
        [TooManyReturns] = new(
            "该订单的退货申请次数已达上限，请联系客服。",
            "This order has had as many returns as it may have. Please contact customer service."
        ),
        [UnknownLine] = new("订单中没有该商品。", "This item is not in the order."),
        [UnknownReason] = new("本店不接受该退货原因。", "The shop does not accept this reason."),
        [QuantityLeft] = new("该商品最多还可退 {left} 件。", "Only {left} of this item can still be returned."),
        [NotDelivered] = new("该商品尚未送达。", "This item has not been delivered yet."),
        [NoCustomer] = new(
            "退至店铺余额需要顾客账户，但该订单没有关联账户。",
            "Store credit requires a customer account, and this order has none."
        ),
        [NotOffered] = new("该商品可选择：{words}。", "For this item you can choose: {words}."),
        [NotAvailable] = new("该处理方式暂未开通。", "This option is not available yet."),
        [Undecided] = new(
            "该商品无法与其他商品一并审核，请单独申请。",
            "This item could not be decided together with the others. Please request it separately."
        ),
    };

    /// <summary>The texts for rules without a text, by subject.</summary>
    public static readonly IReadOnlyDictionary<string, LocalText> OfSubject = new Dictionary<string, LocalText>(
        StringComparer.Ordinal
    )
    {
        [Subjects.Windows] = new("退货期限已于{until}截止。", "The return period ended on {until}."),
        [Subjects.Warranty] = new("保修期已于{until}截止。", "The warranty ended on {until}."),
        [Subjects.Exclusions] = new("该商品不支持退货。", "This item cannot be returned."),
        [Subjects.Conditions] = new(
            "退回的商品须符合以下条件：{words}。",
            "Goods can be returned only in this condition: {words}."
        ),
        [Subjects.Sets] = new(
            "套装和赠品须一并退回。",
            "Sets must be returned complete, and gifts together with the purchase."
        ),
        [Subjects.Exchanges] = new(
            "该商品的换货次数已用完。",
            "This item has already been exchanged as often as we allow."
        ),
        [Subjects.Reviews] = new("该申请需要客服审核。", "Customer service will review this request."),
        [Subjects.FairUse] = new("您的退货已超出合理使用范围。", "Your returns exceed our fair-use limit."),
    };

    /// <summary>For a request after the window, within the days in which an agent decides.</summary>
    public static readonly LocalText LateReview = new(
        "退货期限已于{until}截止，该申请需要客服审核。",
        "The return period ended on {until}. Customer service will review this request."
    );

    /// <summary>The text of <see cref="QuantityLeft"/> when none is left.</summary>
    public static readonly LocalText NoneLeft = new(
        "该商品已退货或正在退货中。",
        "This item has already been returned, or its return is under way."
    );

    public static readonly LocalText Unavailable = new("暂未开通。", "This is not available yet.");

    private static readonly Dictionary<string, LocalText> Names = new(StringComparer.Ordinal)
    {
        [GoodsConditions.Unworn] = new("未穿着", "not worn"),
        [GoodsConditions.Unwashed] = new("未洗涤", "not washed"),
        [GoodsConditions.Unaltered] = new("未改动", "not altered"),
        [GoodsConditions.TagsAttached] = new("吊牌完好", "with the tags attached"),
        [GoodsConditions.Unopened] = new("未拆封", "not opened"),
        [GoodsConditions.OriginalPackaging] = new("原包装", "in the original packaging"),
        [OfferKinds.Refund] = new("退款", "refund"),
        [OfferKinds.StoreCredit] = new("店铺余额", "store credit"),
        [OfferKinds.Exchange] = new("换货", "exchange"),
        [OfferKinds.Repair] = new("维修", "repair"),
    };

    /// <summary>The customer's name for one of <see cref="GoodsConditions"/> or <see cref="OfferKinds"/>.</summary>
    public static LocalText NameOf(string word) => Names.GetValueOrDefault(word) ?? new LocalText(word, word);
}

/// <summary>The lists of a policy document.</summary>
internal static class Subjects
{
    public const string Windows = "windows";
    public const string Warranty = "warranty";
    public const string Exclusions = "exclusions";
    public const string Conditions = "conditions";
    public const string Sets = "sets";
    public const string Promotions = "promotions";
    public const string Costs = "costs";
    public const string Resolutions = "resolutions";
    public const string StoreCredit = "storeCredit";
    public const string Exchanges = "exchanges";
    public const string Reviews = "reviews";
    public const string FairUse = "fairUse";
    public const string Advances = "advances";
    public const string Returnless = "returnless";
    public const string KeepOffers = "keepOffers";
    public const string Dispositions = "dispositions";
    public const string Destinations = "destinations";
    public const string Clocks = "clocks";
}
