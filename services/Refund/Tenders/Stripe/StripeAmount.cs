namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>Amounts as Stripe counts them, which is not in every currency as ISO 4217 counts them.</summary>
internal static class StripeAmount
{
    /// <summary>From ISO 4217's minor units; null: Stripe has no such amount.</summary>
    public static long? Of(long amount, string currency) =>
        currency switch
        {
            // They have no minor unit any more, and Stripe keeps two decimals for them, which must be zeros.
            "ISK" or "UGX" => amount <= long.MaxValue / 100 ? amount * 100 : null,
            // It has two decimals (a fifth is its only coin), and at Stripe none.
            "MGA" => amount % 100 == 0 ? amount / 100 : null,
            // Three decimals, of which the card networks take two.
            "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => amount % 10 == 0 ? amount : null,
            _ => amount,
        };

    /// <summary>… and back.</summary>
    public static long FromStripe(long amount, string currency) =>
        currency switch
        {
            "ISK" or "UGX" => amount / 100,
            "MGA" => amount * 100,
            _ => amount,
        };
}
