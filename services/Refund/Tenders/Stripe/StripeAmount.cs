namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>Amounts in Stripe's minor units, which differ from those of ISO 4217 in some currencies.</summary>
internal static class StripeAmount
{
    /// <summary>From ISO 4217's minor units; null: Stripe cannot represent the amount.</summary>
    public static long? Of(long amount, string currency) =>
        currency switch
        {
            // ISO 4217 has no decimals any more; Stripe still has two, which must be zeros.
            "ISK" or "UGX" => amount <= long.MaxValue / 100 ? amount * 100 : null,
            _ when amount % (Currencies.Find(currency)?.PayableStep ?? 1) != 0 => null,
            // Two decimals in ISO 4217 (its only coin is a fifth), none at Stripe.
            "MGA" => amount / 100,
            _ => amount,
        };

    /// <summary>To ISO 4217's minor units.</summary>
    public static long FromStripe(long amount, string currency) =>
        currency switch
        {
            "ISK" or "UGX" => amount / 100,
            "MGA" => amount * 100,
            _ => amount,
        };
}
