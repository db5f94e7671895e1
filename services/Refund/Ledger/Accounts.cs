namespace AfterSalesMesh.Refund.Ledger;

/// <summary>The accounts of a storefront's ledger. Amounts are signed: a debit is positive, a credit negative.</summary>
internal static class Accounts
{
    public const int MaxLength = 80;

    /// <summary>Sales that were returned (contra revenue).</summary>
    public const string Returns = "returns";

    /// <summary>Refunds owed to customers and not submitted yet.</summary>
    public const string RefundsPayable = "refunds_payable";

    public const string Bank = "bank";

    public const string ProviderFees = "provider_fees";

    public const string ExchangeDifferences = "exchange_differences";

    /// <summary>Amounts that customers owe.</summary>
    public const string Receivables = "receivables";

    /// <summary>Income from dearer replacements and repairs.</summary>
    public const string AfterSales = "after_sales_income";

    /// <summary>Store credit that customers can still spend.</summary>
    public const string StoreCredit = "store_credit";

    /// <summary>Store credit that was spent on new sales. The sales themselves are in the merchant's own accounting.</summary>
    public const string StoreCreditSales = "store_credit_sales";

    /// <summary>Bonuses for customers who take store credit.</summary>
    public const string StoreCreditBonuses = "store_credit_bonuses";

    /// <summary>Income from expired store credit.</summary>
    public const string StoreCreditExpired = "store_credit_expired";

    public const string Chargebacks = "chargebacks";

    /// <summary>Differences that finance wrote off: losses and gains.</summary>
    public const string WriteOffs = "write_offs";

    /// <summary>Amounts that nobody has explained yet.</summary>
    public const string Suspense = "suspense";

    /// <summary>Refunds that a provider has not confirmed yet.</summary>
    /// <param name="tender">How the payment was made, for example <c>card</c>.</param>
    public static string InTransit(string tender) => $"refunds_in_transit:{tender}";

    /// <summary>Amounts between the merchant and the provider that are not settled at the bank yet.</summary>
    /// <param name="tender">How the payment was made, for example <c>card</c>.</param>
    public static string Clearing(string tender) => $"clearing:{tender}";

    /// <summary>The lines that balance a posting in two currencies.</summary>
    public static PostingLine[] Exchange(string currency, long amount, string other, long otherAmount) =>
        [new(ExchangeDifferences, currency, amount), new(ExchangeDifferences, other, otherAmount)];
}
