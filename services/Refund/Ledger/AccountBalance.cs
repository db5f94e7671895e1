using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// One shard of an account's balance, which is the sum of its shards. There are several, so that commits do not wait for one row. Only a trigger of
/// the database writes balances.
/// </summary>
internal sealed class AccountBalance : IStorefrontOwned
{
    public required string StorefrontId { get; init; }

    public required string Account { get; init; }

    public required string Currency { get; init; }

    public int Shard { get; init; }

    /// <summary>Minor units; a debit is positive.</summary>
    public long Amount { get; init; }
}
