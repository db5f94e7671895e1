using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;

namespace AfterSalesMesh.Refund.Reconciliation;

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
)
{
    public Guid? ReturnId { get; init; } = Part?.ReturnId;

    /// <summary>What waited on an account has reached the bank, be it in another currency.</summary>
    public static Outcome Settled(
        SettledRow row,
        PartInBooks? part,
        Guid settles,
        string account,
        string currency,
        long gross,
        List<Finding> findings
    )
    {
        List<PostingLine> lines = [new(account, currency, gross), .. Theirs(row)];
        if (currency != row.SettledCurrency)
        {
            lines.AddRange(Accounts.Exchange(currency, -gross, row.SettledCurrency, row.SettledGross));
        }
        return new Outcome(row, part, settles, lines, findings);
    }

    /// <summary>The bank is right, and why is to be found out.</summary>
    /// <param name="row">The row.</param>
    /// <param name="part">The part it is about, if there is one.</param>
    /// <param name="settles">What it settles all the same.</param>
    /// <param name="kind">A word of <see cref="DiscrepancyKind"/>.</param>
    /// <param name="detail">What is wrong, in a sentence.</param>
    /// <param name="expected">What was still to be settled, in minor units; null: what was decided of the part.</param>
    public static Outcome Suspended(
        SettledRow row,
        PartInBooks? part,
        Guid? settles,
        string kind,
        string detail,
        long? expected = null
    )
    {
        var suspense = new Hanging(Accounts.Suspense, row.SettledCurrency, row.SettledGross);
        return new Outcome(
            row,
            part,
            settles,
            [new(suspense.Account, suspense.Currency, suspense.Amount), .. Theirs(row)],
            [new Finding(kind, detail, expected ?? part?.Amount, row.Gross) { OnSuspense = suspense }]
        );
    }

    /// <summary>What the provider takes for itself.</summary>
    public static Outcome Fee(SettledRow row, PartInBooks? part) => new(row, part, null, Theirs(row), []);

    /// <summary>The same, and so much stays on a clearing account until its finding is resolved.</summary>
    public Outcome WithHanging(string account, string currency, long amount) =>
        this with
        {
            Findings =
            [
                Findings[0] with
                {
                    Expected = Findings[0].Expected ?? -amount,
                    OnClearing = new Hanging(account, currency, amount),
                },
            ],
        };

    /// <summary>What the bank and the provider's fees get; the rest of the posting says what for.</summary>
    private static PostingLine[] Theirs(SettledRow row) =>
        [new(Accounts.Bank, row.SettledCurrency, -row.Net), new(Accounts.ProviderFees, row.SettledCurrency, row.Fee)];
}

/// <param name="Kind">A word of <see cref="DiscrepancyKind"/>.</param>
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
internal static class DiscrepancyKind
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

    /// <summary>More went back to a payment, or may be on its way, than may: it was charged back, or refunded elsewhere, meanwhile.</summary>
    public const string OverRefunded = "over_refunded";

    /// <summary>Money came back of a refund that no return knows.</summary>
    public const string OrphanReversal = "orphan_reversal";

    /// <summary>A customer has paid more than was to be collected, or what was not to be collected any more.</summary>
    public const string Overpaid = "overpaid";

    /// <summary>A customer has paid what was to be collected by a payment that another storefront has named.</summary>
    public const string ForeignPayment = "foreign_payment";

    public static IReadOnlyList<string> All { get; } =
    [
        MissingAtProvider,
        MissingWithUs,
        Amount,
        Currency,
        Duplicate,
        Late,
        OverRefunded,
        OrphanReversal,
        Overpaid,
        ForeignPayment,
    ];
}
