using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>The ways to resolve an exception.</summary>
internal static class Resolution
{
    /// <summary>The open amount goes to an account that the resolver names.</summary>
    public const string AcceptDifference = "accept_difference";

    /// <summary>The open amount is lost, or won.</summary>
    public const string WriteOff = "write_off";

    /// <summary>The refund has succeeded by now: the amount in suspense settles it.</summary>
    public const string Settle = "settle";

    /// <summary>It was refunded elsewhere: the payment's cap falls by it.</summary>
    public const string RefundElsewhere = "record_refund_elsewhere";

    /// <summary>A chargeback: the payment's cap falls by it.</summary>
    public const string Chargeback = "chargeback";

    /// <summary>A chargeback was won: the payment's cap rises by it.</summary>
    public const string ChargebackReversed = "chargeback_reversed";

    /// <summary>Nothing is posted; a note says why.</summary>
    public const string Ignore = Discrepancy.Ignored;

    /// <summary>What was written off.</summary>
    public const string WriteOffs = "write_offs";

    public static IReadOnlyList<string> All { get; } =
    [AcceptDifference, WriteOff, Settle, RefundElsewhere, Chargeback, ChargebackReversed, Ignore];

    /// <summary>The accounts that can take a difference.</summary>
    public static IReadOnlyList<string> Targets { get; } =
    [Accounts.Suspense, Accounts.ExchangeDifferences, Accounts.ProviderFees];

    /// <summary>Whether it changes a payment's cap: money moved without a refund of ours.</summary>
    public static bool MovesCap(string resolution) => resolution is RefundElsewhere or Chargeback or ChargebackReversed;

    /// <summary>Of one that moves a cap: the kind of the adjustment that it makes.</summary>
    public static string KindOf(string resolution) =>
        resolution switch
        {
            Chargeback => PaymentAdjustment.Chargeback,
            ChargebackReversed => PaymentAdjustment.ChargebackReversed,
            _ => PaymentAdjustment.RefundedElsewhere,
        };

    /// <summary>The account that takes the open amount.</summary>
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

    /// <summary>Moves the open amounts to an account, each currency by itself.</summary>
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

    /// <summary>The amount in suspense settles an adjustment, possibly in another currency.</summary>
    public static List<PostingLine> Lines(Discrepancy exception, BookedMovement told)
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

    /// <summary>Whether no payment's cap counts the money yet: it is no refund of ours, and was not reported.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="resolution">One that moves a cap.</param>
    /// <param name="part">What its part's status is, if it has one.</param>
    public static bool IsUnknownToCap(Discrepancy exception, string resolution, string? part) =>
        resolution == ChargebackReversed
            ? exception is { OnSuspense: < 0, RowType: RowType.ChargebackWon, Kind: DiscrepancyKind.MissingWithUs }
            : exception is { OnSuspense: > 0, RowType: RowType.Refund or RowType.Chargeback }
                && (
                    exception.Kind == DiscrepancyKind.Duplicate
                    || (exception.Kind == DiscrepancyKind.MissingWithUs && part is null or RefundStatus.Failed)
                );
}
