using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>The ways out of an exception.</summary>
internal static class Resolution
{
    /// <summary>What hangs goes to an account that the resolver names.</summary>
    public const string AcceptDifference = "accept_difference";

    /// <summary>What hangs is lost, or won.</summary>
    public const string WriteOff = "write_off";

    /// <summary>It has succeeded with us by now: what waits in suspense settles it.</summary>
    public const string Settle = "settle";

    /// <summary>Somebody paid it back past us: that much less may go back to its payment.</summary>
    public const string RefundElsewhere = "record_refund_elsewhere";

    /// <summary>The customer's bank took it back: that much less may go back to its payment.</summary>
    public const string Chargeback = "chargeback";

    /// <summary>That was won: the bank gave it back, and so much more may go back to its payment.</summary>
    public const string ChargebackReversed = "chargeback_reversed";

    /// <summary>Nothing is posted; a note says why.</summary>
    public const string Ignore = "ignore";

    /// <summary>What was written off.</summary>
    public const string WriteOffs = "write_offs";

    public static IReadOnlyList<string> All { get; } =
    [AcceptDifference, WriteOff, Settle, RefundElsewhere, Chargeback, ChargebackReversed, Ignore];

    /// <summary>Where a difference can go.</summary>
    public static IReadOnlyList<string> Targets { get; } =
    [Accounts.Suspense, Accounts.ExchangeDifferences, Accounts.ProviderFees];

    /// <summary>Money left us that we did not send, or such came back: only that moves a cap.</summary>
    public static bool MovesCap(string resolution) => resolution is RefundElsewhere or Chargeback or ChargebackReversed;

    /// <summary>Of one that moves a cap: the kind of the adjustment that it makes.</summary>
    public static string KindOf(string resolution) =>
        resolution switch
        {
            Chargeback => PaymentAdjustment.Chargeback,
            ChargebackReversed => PaymentAdjustment.ChargebackReversed,
            _ => PaymentAdjustment.RefundedElsewhere,
        };

    /// <summary>The account that takes what hangs.</summary>
    /// <param name="resolution">One that posts, and moves no cap.</param>
    /// <param name="account">The one that the resolver names.</param>
    /// <param name="clearing">Where the refund waits for its settlement.</param>
    public static string Target(string resolution, string? account, string? clearing) =>
        resolution switch
        {
            AcceptDifference => account!,
            WriteOff => WriteOffs,
            Settle => clearing!,
            _ => throw new ArgumentOutOfRangeException(nameof(resolution), resolution, "It has no account of its own."),
        };

    /// <summary>Takes what hangs from where it does, each currency by itself.</summary>
    public static List<PostingLine> Lines(Discrepancy exception, string target)
    {
        List<PostingLine> lines = [];
        if (exception is { OnClearing: not 0, ClearingAccount: { } clearing, Currency: { } ours })
        {
            lines.Add(new(clearing, ours, -exception.OnClearing));
            lines.Add(new(target, ours, exception.OnClearing));
        }
        if (exception is { OnSuspense: not 0, SuspenseCurrency: { } theirs } && target != Accounts.Suspense)
        {
            lines.Add(new(Accounts.Suspense, theirs, -exception.OnSuspense));
            lines.Add(new(target, theirs, exception.OnSuspense));
        }
        return lines;
    }

    /// <summary>What waits in suspense settles what an adjustment says, be it in another currency.</summary>
    public static List<PostingLine> Lines(Discrepancy exception, AdjustmentInBooks told)
    {
        List<PostingLine> lines =
        [
            new(Accounts.Suspense, exception.SuspenseCurrency!, -exception.OnSuspense),
            new(told.Account, told.Currency, told.Out),
        ];
        if (told.Currency != exception.SuspenseCurrency)
        {
            lines.AddRange(
                Accounts.Exchange(told.Currency, -told.Out, exception.SuspenseCurrency!, exception.OnSuspense)
            );
        }
        return lines;
    }

    public static Posting PostingOf(
        Discrepancy exception,
        string resolution,
        List<PostingLine> lines,
        DateTimeOffset at
    ) =>
        new()
        {
            Id = DerivedId.From(exception.Id, "resolved"),
            StorefrontId = exception.StorefrontId,
            What = resolution,
            At = at,
            ReturnId = exception.ReturnId,
            RefundId = exception.RefundId,
            PartId = exception.PartId,
            SettlementRowId = exception.RowId,
            Lines = lines,
        };

    /// <summary>Whether it was money of which no payment's cap knows: no refund of ours, and nothing that we were told of.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="resolution">One that moves a cap.</param>
    /// <param name="part">What its part's status is, if it has one.</param>
    public static bool IsPastUs(Discrepancy exception, string resolution, string? part) =>
        resolution == ChargebackReversed
            ? exception is { OnSuspense: < 0, RowType: RowType.ChargebackWon, Kind: DiscrepancyKind.MissingWithUs }
            : exception is { OnSuspense: > 0, RowType: RowType.Refund or RowType.Chargeback }
                && (
                    exception.Kind == DiscrepancyKind.Duplicate
                    || (exception.Kind == DiscrepancyKind.MissingWithUs && part is null or RefundStatus.Failed)
                );
}
