using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>A posting: lines that sum up to 0 in each currency. Added by <see cref="LedgerWriter.Post"/> only.</summary>
internal sealed class Posting : IStorefrontOwned, IAppendOnly, ITraced
{
    /// <summary>Derived from the event that is posted, so that it cannot be posted twice.</summary>
    public required Guid Id { get; init; }

    /// <summary>Time-ordered, for lists; set by <c>Post</c>.</summary>
    public Guid Position { get; set; }

    public required string StorefrontId { get; init; }

    /// <summary>The event: <c>decided</c>, <c>submitted</c>, <c>succeeded</c>, …</summary>
    public required string What { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? ReturnId { get; init; }

    public Guid? RefundId { get; init; }

    public Guid? PartId { get; init; }

    /// <summary>The row of a provider's settlement file that caused the posting.</summary>
    public Guid? SettlementRowId { get; init; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    public string? TraceId => TraceParent?.Split('-')[1];

    public required List<PostingLine> Lines { get; init; }
}

/// <param name="account">One of <see cref="Accounts"/>.</param>
/// <param name="currency">ISO 4217.</param>
/// <param name="amount">Minor units; a debit is positive, a credit negative.</param>
internal sealed class PostingLine(string account, string currency, long amount) : IStorefrontOwned, IAppendOnly
{
    public string StorefrontId { get; set; } = "";

    public string Account { get; init; } = account;

    /// <summary>The position of its posting.</summary>
    public Guid Position { get; set; }

    /// <summary>The line's number within its posting, from 0.</summary>
    public int Number { get; set; }

    public Guid PostingId { get; set; }

    public string Currency { get; init; } = currency;

    public long Amount { get; init; } = amount;

    /// <summary>The shard of the account's balance that it is added to.</summary>
    public int Shard { get; set; }
}
