using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>What amounts people may tell.</summary>
internal static class MoneyChecks
{
    // So much that sums of many stay within 64 bits.
    private const long Most = 1_000_000_000_000;

    public static void Money(this Checks checks, long amount, string? currency)
    {
        checks.That(amount is >= 1 and <= Most, "amount", $"must be from 1 to {Most} minor units");
        checks.That(
            currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper),
            "currency",
            "must be three capital letters of ISO 4217"
        );
    }
}
