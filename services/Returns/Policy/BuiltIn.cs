namespace AfterSalesMesh.Returns.Policy;

/// <summary>The rules that every policy has, and the product's own words for rules that have no text.</summary>
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

    /// <summary>Of lines of a bulk request that are left when others were refused again and again.</summary>
    public const string Undecided = "undecided";

    /// <summary>Applies where no rule says what is on offer.</summary>
    public const string RefundOnly = "refund_only";

    /// <summary>Applies where no rule says what is done with inspected goods.</summary>
    public const string Dispositions = "greenest_first";

    /// <summary>Refusals that no document has to name.</summary>
    public static readonly IReadOnlyDictionary<string, LocalText> Refusals = new Dictionary<string, LocalText>(
        StringComparer.Ordinal
    )
    {
        [UnknownOrder] = new("没有这一订单。", "There is no such order."),
        [UnknownLine] = new("订单中没有这一行商品。", "The order has no such line."),
        [UnknownReason] = new("商家不接受这一退货原因。", "The shop does not know this reason."),
        [QuantityLeft] = new(
            "这一行商品还可以退 {left} 件，少于所申请的数量。",
            "Of this line, {left} can still be returned: fewer than requested."
        ),
        [NotDelivered] = new("这件商品尚未送达。", "This item has not been delivered yet."),
        [NoCustomer] = new(
            "店铺余额需要顾客账户，而订单没有。",
            "Store credit needs a customer, and the order names none."
        ),
        [NotOffered] = new("这件商品可选择：{words}。", "For this item you can choose: {words}."),
        [NotAvailable] = new("这一处理方式暂时无法办理。", "This resolution cannot be carried out yet."),
        [Undecided] = new(
            "无法与其他商品一起决定，请单独申请。",
            "It could not be decided together with the other items: request it alone."
        ),
    };

    /// <summary>Said for a rule without a text, by the subject it is in.</summary>
    public static readonly IReadOnlyDictionary<string, LocalText> OfSubject = new Dictionary<string, LocalText>(
        StringComparer.Ordinal
    )
    {
        [Subjects.Windows] = new("退货期限为{until}，已经过期。", "It could be returned until {until}."),
        [Subjects.Warranty] = new("保修期至{until}，已经过期。", "Its warranty ended on {until}."),
        [Subjects.Exclusions] = new("这件商品不支持退货。", "This item cannot be returned."),
        [Subjects.Conditions] = new(
            "退回的商品须符合：{words}。",
            "Goods can come back only in this condition: {words}."
        ),
        [Subjects.Sets] = new("套装和赠品须一并退回。", "Sets, and gifts with a purchase, come back together."),
        [Subjects.Exchanges] = new(
            "这件商品的换货次数已经用完。",
            "This item has been exchanged as often as it may be."
        ),
        [Subjects.Reviews] = new("申请需要客服审核。", "An agent looks at this request."),
        [Subjects.FairUse] = new("您的退货情况超出了合理使用的范围。", "Your returns are beyond what is fair use."),
    };

    /// <summary>Beyond the window, within the days in which an agent decides.</summary>
    public static readonly LocalText LateReview = new(
        "退货期限（{until}）已过，需要客服审核。",
        "The window ended on {until}: an agent looks at this request."
    );

    public static readonly LocalText Unavailable = new("暂时无法办理。", "It cannot be carried out yet.");

    private static readonly Dictionary<string, LocalText> Names = new(StringComparer.Ordinal)
    {
        [GoodsConditions.Unworn] = new("未穿着", "not worn"),
        [GoodsConditions.Unwashed] = new("未洗涤", "not washed"),
        [GoodsConditions.Unaltered] = new("未修改", "not altered"),
        [GoodsConditions.TagsAttached] = new("吊牌完好", "tags attached"),
        [GoodsConditions.Unopened] = new("未拆封", "not opened"),
        [GoodsConditions.OriginalPackaging] = new("原包装", "in its original packaging"),
        [OfferKinds.Refund] = new("退款", "refund"),
        [OfferKinds.StoreCredit] = new("店铺余额", "store credit"),
        [OfferKinds.Exchange] = new("换货", "exchange"),
        [OfferKinds.Repair] = new("维修", "repair"),
    };

    /// <summary>What customers call a word of <see cref="GoodsConditions"/> or <see cref="OfferKinds"/>.</summary>
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
