using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// A part of what an account stands at: the database adds each line that is inserted, and nobody else writes here. The balance is the
/// sum over all shards, of which each process at work uses its own, so that refunds don't queue up for one row.
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
