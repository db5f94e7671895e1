using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Resolves an exception and posts the resolution, in one commit.</summary>
internal static class ResolveException
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/exceptions/{id:guid}/resolve", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>(keyRequired: true)
            .HonoursIfMatch()
            .WithSummary(
                "Resolve an exception: accept the difference, write it off, settle it, change the cap, or ignore it"
            )
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "exception_already_ended")
            .Problems(StatusCodes.Status422UnprocessableEntity, "resolution_does_not_fit");

    private static async Task<Results<Ok<DiscrepancyItem>, ProblemHttpResult>> HandleAsync(
        Guid id,
        ResolveRequest request,
        HttpRequest http,
        RefundDb db,
        ResolutionAdjustments adjustments,
        Caller caller,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        request.Check(checks);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var (exception, refusal) = await AssignException.FindOpenAsync(db, id, http, cancellation);
        if (exception is null)
        {
            return refusal!;
        }
        var (clearing, part) = await PartAsync(db, exception, cancellation);
        var payment = request.Payment ?? exception.Payment;
        if (request.Flaw(exception, clearing, payment, part) is { } flaw)
        {
            return DoesNotFit(flaw);
        }
        var now = time.GetUtcNow();
        List<PostingLine> lines = [];
        if (Resolutions.ChangesCap(request.Resolution))
        {
            var (refused, movement) = await adjustments.RecordAsync(
                exception,
                request.Resolution,
                payment!,
                caller.PersonId,
                now,
                cancellation
            );
            if (refused is not null)
            {
                return DoesNotFit(refused);
            }
            lines = SettlementLines(exception, movement);
        }
        else if (request.Resolution != Resolutions.Ignore)
        {
            lines = OpenAmountLines(
                exception,
                request.Resolution switch
                {
                    Resolutions.AcceptDifference => request.Account!,
                    Resolutions.WriteOff => Accounts.WriteOffs,
                    _ => clearing!,
                }
            );
        }
        if (lines.Count > 0)
        {
            var book = await Book.TakeAsync(db, exception.StorefrontId, cancellation);
            db.Post(ToPosting(exception, request.Resolution, lines, book.Date(now, now)));
        }
        exception.Resolve(request.Resolution, request.Note, caller, now);
        return TypedResults.Ok(DiscrepancyItem.Of(exception, ETag.AfterCommit(db, exception)));
    }

    private static Posting ToPosting(
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

    private static ProblemHttpResult DoesNotFit(string why) =>
        Problem.Of(StatusCodes.Status422UnprocessableEntity, "resolution_does_not_fit", why);

    /// <summary>The clearing account of the exception's refund part, if it has succeeded by now, and the part's status.</summary>
    private static async Task<(string? Clearing, string? Status)> PartAsync(
        RefundDb db,
        Discrepancy exception,
        CancellationToken cancellation
    )
    {
        if (exception.PartId is not { } id)
        {
            return default;
        }
        var part = await db.RefundParts.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellation);
        var clearing = await ClearingPosting.FindAsync(db, [ClearingPosting.SuccessOf(id)], cancellation);
        return (clearing.Values.FirstOrDefault()?.Account, part?.Status);
    }

    /// <summary>Moves the open amounts to an account, each in its currency.</summary>
    private static List<PostingLine> OpenAmountLines(Discrepancy exception, string target)
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

    /// <summary>Settles an adjustment with the amount in suspense, possibly in another currency.</summary>
    private static List<PostingLine> SettlementLines(Discrepancy exception, MoneyMovement movement)
    {
        List<PostingLine> lines =
        [
            new(Accounts.Suspense, exception.SuspenseCurrency!, -exception.OnSuspense),
            new(movement.Account, movement.Currency, movement.Out),
        ];
        if (movement.Currency != exception.SuspenseCurrency)
        {
            lines.AddRange(
                Accounts.Exchange(movement.Currency, -movement.Out, exception.SuspenseCurrency!, exception.OnSuspense)
            );
        }
        return lines;
    }
}

/// <param name="Resolution"><c>accept_difference</c>, <c>write_off</c>, <c>settle</c>, <c>record_refund_elsewhere</c>, <c>chargeback</c>, <c>chargeback_won</c> or <c>ignore</c>.</param>
/// <param name="Account">For <c>accept_difference</c>: <c>suspense</c>, <c>exchange_differences</c> or <c>provider_fees</c>.</param>
/// <param name="Payment">The payment whose cap changes, if the file does not name it.</param>
/// <param name="Note">The reason; required to ignore an exception.</param>
internal sealed record ResolveRequest(
    [property: OneOf(typeof(Resolutions))] string Resolution,
    string? Account = null,
    string? Payment = null,
    string? Note = null
)
{
    private static readonly string[] DifferenceAccounts =
    [
        Accounts.Suspense,
        Accounts.ExchangeDifferences,
        Accounts.ProviderFees,
    ];

    public void Check(Checks checks)
    {
        checks.OneOf(Resolution, typeof(Resolutions), "resolution");
        checks.That(
            Resolution != Resolutions.AcceptDifference || DifferenceAccounts.Contains(Account),
            "account",
            $"must be one of {string.Join(", ", DifferenceAccounts)}"
        );
        checks.OptionalIdentifier(Payment, "payment", RowReader.MaxText);
        checks.OptionalLines(Note, "note", 1000);
        checks.That(
            Resolution != Resolutions.Ignore || !string.IsNullOrWhiteSpace(Note),
            "note",
            "must say why it can be ignored"
        );
    }

    /// <summary>The reason why the resolution does not fit the exception; null: it fits.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="clearing">The clearing account of its succeeded refund part, if it has one.</param>
    /// <param name="payment">The payment of the exception, if it is known.</param>
    /// <param name="partStatus">The status of its refund part, if it has one.</param>
    public string? Flaw(Discrepancy exception, string? clearing, string? payment, string? partStatus) =>
        Resolution == Resolutions.Ignore ? null
        : exception is { OnClearing: 0, OnSuspense: 0 }
            ? $"An exception of the kind {exception.Kind} has no open amount: resolve it with ignore and a note."
        : Account == Accounts.Suspense && exception.OnClearing == 0 ? "The amount is already in suspense."
        : Resolutions.ChangesCap(Resolution) && !IsUnknownToCap(exception, partStatus)
            ? "The payment's cap already includes this amount, so it cannot be changed again."
        : Resolutions.ChangesCap(Resolution) && payment is null ? "The file names no payment: name it with payment."
        : Resolution == Resolutions.Settle && (exception.Kind != DiscrepancyKind.MissingWithUs || clearing is null)
            ? "No succeeded refund of ours waits for this settlement."
        : Resolution == Resolutions.Settle && exception.SuspenseCurrency != exception.Currency
            ? "The amount in suspense is not in the refund's currency: use accept_difference."
        : null;

    /// <summary>True when no payment's cap includes the money yet, because it is not a refund of ours and was not reported.</summary>
    private bool IsUnknownToCap(Discrepancy exception, string? partStatus) =>
        Resolution == Resolutions.ChargebackWon
            ? exception is { OnSuspense: < 0, RowType: RowType.ChargebackWon, Kind: DiscrepancyKind.MissingWithUs }
            : exception is { OnSuspense: > 0, RowType: RowType.Refund or RowType.Chargeback }
                && (
                    exception.Kind == DiscrepancyKind.Duplicate
                    || (exception.Kind == DiscrepancyKind.MissingWithUs && partStatus is null or RefundStatus.Failed)
                );
}
