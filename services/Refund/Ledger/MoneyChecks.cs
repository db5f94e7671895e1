using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>Which amounts a request may have.</summary>
internal static class MoneyChecks
{
    // Sums of many such amounts stay within 64 bits.
    private const long Most = 1_000_000_000_000;

    public static void Money(this Checks checks, long amount, string? currency)
    {
        checks.That(amount is >= 1 and <= Most, "amount", $"must be from 1 to {Most} minor units");
        checks.That(Currencies.IsKnown(currency), "currency", "must be a currency of ISO 4217, for example EUR");
    }
}
