using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>The outcome of matching a row: its posting lines, and its disagreements with the ledger.</summary>
/// <param name="Row">The row.</param>
/// <param name="Part">The refund part of the row, if there is one.</param>
/// <param name="Settles">The part or movement that the row settles.</param>
/// <param name="Lines">The posting lines, whose sum is 0 in each currency.</param>
/// <param name="Findings">The disagreements; empty when refund, ledger and settlement agree.</param>
internal sealed record RowOutcome(
    ParsedRow Row,
    PostedPart? Part,
    Guid? Settles,
    IReadOnlyList<PostingLine> Lines,
    IReadOnlyList<Finding> Findings
)
{
    public Guid? ReturnId { get; init; } = Part?.Part.ReturnId;

    /// <summary>Settles an amount: it moves from its account to the bank, possibly in another currency.</summary>
    public static RowOutcome Settled(
        ParsedRow row,
        PostedPart? part,
        Guid settles,
        string account,
        string currency,
        long gross,
        List<Finding> findings
    )
    {
        List<PostingLine> lines = [new(account, currency, gross), .. BankAndFees(row)];
        if (currency != row.SettledCurrency)
        {
            lines.AddRange(Accounts.Exchange(currency, -gross, row.SettledCurrency, row.SettledGross));
        }
        return new RowOutcome(row, part, settles, lines, findings);
    }

    /// <summary>Puts the amount in suspense until somebody explains it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="part">The refund part of the row, if there is one.</param>
    /// <param name="settles">The part that the row settles despite the exception.</param>
    /// <param name="kind">One of <see cref="DiscrepancyKind"/>.</param>
    /// <param name="detail">The disagreement as a sentence.</param>
    /// <param name="expected">The amount that should have been settled, in minor units; null: the part's amount.</param>
    public static RowOutcome Suspended(
        ParsedRow row,
        PostedPart? part,
        Guid? settles,
        string kind,
        string detail,
        long? expected = null
    )
    {
        var suspense = new OpenAmount(Accounts.Suspense, row.SettledCurrency, row.SettledGross);
        return new RowOutcome(
            row,
            part,
            settles,
            [new(suspense.Account, suspense.Currency, suspense.Amount), .. BankAndFees(row)],
            [new Finding(kind, detail, expected ?? part?.Part.Amount, row.Gross) { OnSuspense = suspense }]
        );
    }

    public static RowOutcome Fee(ParsedRow row, PostedPart? part) => new(row, part, null, BankAndFees(row), []);

    /// <summary>Adds an amount that stays on a clearing account until the exception is resolved.</summary>
    public RowOutcome WithOpenAmount(string account, string currency, long amount) =>
        this with
        {
            Findings =
            [
                Findings[0] with
                {
                    Expected = Findings[0].Expected ?? -amount,
                    OnClearing = new OpenAmount(account, currency, amount),
                },
            ],
        };

    /// <summary>The exception for one of the findings.</summary>
    public Discrepancy ToDiscrepancy(Finding finding, Guid row, Settlement settlement, DateTimeOffset now) =>
        new()
        {
            Id = Discrepancy.IdOf(row, finding.Kind),
            Position = Guid.CreateVersion7(now),
            StorefrontId = settlement.StorefrontId,
            Kind = finding.Kind,
            Detail = finding.Detail,
            SettlementId = settlement.Id,
            RowId = row,
            Line = Row.Line,
            RowType = Row.Type,
            PartId = Part?.Part.Id,
            RefundId = Part?.Part.RefundId,
            ReturnId = ReturnId,
            Payment = Part?.Part.PaymentReference ?? Row.Payment,
            Reference = Row.PartId?.ToString() ?? Row.ProviderRefund,
            Expected = finding.Expected,
            Currency = finding.OnClearing?.Currency ?? Part?.Part.Currency ?? Row.Currency,
            Found = finding.Found,
            FoundCurrency = Row.Currency,
            ClearingAccount = finding.OnClearing?.Account,
            OnClearing = finding.OnClearing?.Amount ?? 0,
            OnSuspense = finding.OnSuspense?.Amount ?? 0,
            SuspenseCurrency = finding.OnSuspense?.Currency,
            OpenedAt = now,
        };

    /// <summary>Marks the part as settled by this row; null: the row settles nothing.</summary>
    public PartSettlement? ToPartSettlement(Guid row, string storefront) =>
        Settles is { } part
            ? new PartSettlement
            {
                PartId = part,
                Type = Row.Type,
                StorefrontId = storefront,
                RowId = row,
            }
            : null;

    private static PostingLine[] BankAndFees(ParsedRow row) =>
        [new(Accounts.Bank, row.SettledCurrency, -row.Net), new(Accounts.ProviderFees, row.SettledCurrency, row.Fee)];
}

/// <param name="Kind">One of <see cref="DiscrepancyKind"/>.</param>
/// <param name="Detail">The disagreement as a sentence.</param>
/// <param name="Expected">The amount in our ledger, in minor units of our currency.</param>
/// <param name="Found">The amount in the file, in minor units of its currency.</param>
internal sealed record Finding(string Kind, string Detail, long? Expected = null, long? Found = null)
{
    /// <summary>The amount that stays on a clearing account until this is resolved.</summary>
    public OpenAmount? OnClearing { get; init; }

    /// <summary>The amount that stays in suspense until this is resolved.</summary>
    public OpenAmount? OnSuspense { get; init; }
}

/// <param name="Account">One of <see cref="Accounts"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Amount">Minor units; a debit is positive.</param>
internal sealed record OpenAmount(string Account, string Currency, long Amount);
