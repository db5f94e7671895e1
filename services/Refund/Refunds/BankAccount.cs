using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>
/// The customer's bank account for a payout. It is personal data: erasable, never logged or posted, and masked in every answer. Only
/// the file for the bank contains the full account.
/// </summary>
internal sealed class BankAccount : IVersioned, IStorefrontOwned
{
    public const int MaxHolder = 140;
    public const int MaxNumber = 34;

    public Guid RefundId { get; init; }

    public required string StorefrontId { get; init; }

    public required string Holder { get; set; }

    /// <summary>The IBAN; null in countries without IBAN, where account number and bank code are set.</summary>
    public string? Iban { get; set; }

    public string? AccountNumber { get; set; }

    public string? BankCode { get; set; }

    public DateTimeOffset ToldAt { get; set; }

    public int Version { get; set; }

    /// <summary>The last characters, enough to recognize the account.</summary>
    public string Masked => Mask(Iban ?? AccountNumber ?? "");

    private static string Mask(string number) => $"…{number[Math.Max(number.Length - 4, number.Length / 2)..]}";
}
