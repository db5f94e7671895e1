using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Ledger;

internal static class AmountChecks
{
    // Sums of many such amounts stay within 64 bits.
    private const long MaxAmount = 1_000_000_000_000;

    public static void Amount(this Checks checks, long amount, string? currency)
    {
        checks.That(amount is >= 1 and <= MaxAmount, "amount", $"must be from 1 to {MaxAmount} minor units");
        checks.That(Currencies.IsKnown(currency), "currency", "must be a currency of ISO 4217, for example EUR");
    }
}
