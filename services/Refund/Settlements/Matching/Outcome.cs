using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Settlements.Reading;

namespace AfterSalesMesh.Refund.Settlements.Matching;

/// <summary>What a row comes to: what is posted for it, and what is wrong.</summary>
/// <param name="Row">The row.</param>
/// <param name="Part">The part it is about, if there is one.</param>
/// <param name="Settles">The part, whose way or coming back it settles, or the adjustment.</param>
/// <param name="Lines">Sum up to nothing in each currency.</param>
/// <param name="Findings">Nothing, where decision, ledger and settlement agree.</param>
internal sealed record Outcome(
    SettledRow Row,
    PartInBooks? Part,
    Guid? Settles,
    IReadOnlyList<PostingLine> Lines,
    IReadOnlyList<Finding> Findings
);

/// <param name="Kind">A word of <see cref="ExceptionKind"/>.</param>
/// <param name="Detail">What is wrong, in a sentence.</param>
/// <param name="Expected">By our books, in minor units of our currency.</param>
/// <param name="Found">In the file, in minor units of its currency.</param>
internal sealed record Finding(string Kind, string Detail, long? Expected = null, long? Found = null)
{
    /// <summary>What stays on the clearing account until this is resolved; a debit is positive.</summary>
    public Hanging? OnClearing { get; init; }

    /// <summary>What waits in suspense until this is resolved.</summary>
    public Hanging? OnSuspense { get; init; }
}

/// <param name="Account">Of <see cref="Accounts"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Amount">Minor units; a debit is positive.</param>
internal sealed record Hanging(string Account, string Currency, long Amount);

/// <summary>What can be wrong between decision, ledger and settlement.</summary>
internal static class ExceptionKind
{
    /// <summary>Succeeded with us, and not settled in the days that it may take.</summary>
    public const string MissingAtProvider = "missing_at_provider";

    /// <summary>Settled, and not a refund that succeeded with us.</summary>
    public const string MissingWithUs = "missing_with_us";

    public const string Amount = "amount";

    public const string Currency = "currency";

    /// <summary>Settled before by another row.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Settled, and later than it may be.</summary>
    public const string Late = "late";

    /// <summary>A customer has paid more than was to be collected, or what was not to be collected any more.</summary>
    public const string Overpaid = "overpaid";

    public static IReadOnlyList<string> All { get; } =
    [MissingAtProvider, MissingWithUs, Amount, Currency, Duplicate, Late, Overpaid];
}
