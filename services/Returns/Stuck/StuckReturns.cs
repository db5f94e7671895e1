using System.Linq.Expressions;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Stuck;

/// <summary>
/// How long a return may be in each state before somebody should know: what the system owes, not what a customer may still
/// do. UnderReview is no place to be stuck in: a person is waited for, from the first moment.
/// </summary>
internal static class StuckReturns
{
    /// <summary>By state: how long it may last, for what it waits, and the command that it repeats meanwhile.</summary>
    public static readonly IReadOnlyDictionary<string, Bound> Bounds = new Dictionary<string, Bound>(
        StringComparer.Ordinal
    )
    {
        [nameof(ReturnStateMachine.Requested)] = new(TimeSpan.FromMinutes(5), "approval", null),
        // Counted from when a parcel that was handed over in time must have come.
        [nameof(ReturnStateMachine.AwaitingParcel)] = new(
            TimeSpan.FromDays(1),
            "parcel_not_seen",
            "StopExpectingParcel"
        ),
        [nameof(ReturnStateMachine.Receiving)] = new(TimeSpan.FromDays(2), "receipt_closed", "ExpectParcel"),
        [nameof(ReturnStateMachine.Inspecting)] = new(TimeSpan.FromDays(5), "inspection_completed", "InspectUnits"),
        [nameof(ReturnStateMachine.Settling)] = new(TimeSpan.FromDays(1), "refund_outcome", "IssueRefund"),
        [nameof(ReturnStateMachine.Completed)] = new(TimeSpan.FromDays(1), "customer_told", "TellCustomer"),
        [nameof(ReturnStateMachine.Expired)] = new(TimeSpan.FromDays(1), "customer_told", "TellCustomer"),
        [nameof(ReturnStateMachine.UnderReview)] = new(TimeSpan.Zero, "person", "IssueRefund"),
    };

    /// <summary>Those that are longer in their state than it allows.</summary>
    public static IQueryable<Return> Stuck(this IQueryable<Return> returns, DateTimeOffset now) =>
        returns.Where(IsStuck(now));

    /// <summary>Those that wait for a person.</summary>
    public static IQueryable<Return> Parked(this IQueryable<Return> returns) =>
        returns.Where(x => x.State == nameof(ReturnStateMachine.UnderReview));

    /// <summary>When it should have gone on.</summary>
    public static DateTimeOffset AllowedUntil(Return it) =>
        (it.State == nameof(ReturnStateMachine.AwaitingParcel) ? it.ExpiresAt : it.StateSince)
        + Bounds[it.State].Allowed;

    private static Expression<Func<Return, bool>> IsStuck(DateTimeOffset now)
    {
        DateTimeOffset Before(string state) => now - Bounds[state].Allowed;
        var requested = Before(nameof(ReturnStateMachine.Requested));
        var handedOver = Before(nameof(ReturnStateMachine.AwaitingParcel)) - DefaultPolicy.Transit;
        var receiving = Before(nameof(ReturnStateMachine.Receiving));
        var inspecting = Before(nameof(ReturnStateMachine.Inspecting));
        var settling = Before(nameof(ReturnStateMachine.Settling));
        var ended = Before(nameof(ReturnStateMachine.Completed));
        return x =>
            (x.State == nameof(ReturnStateMachine.Requested) && x.StateSince < requested)
            || (x.State == nameof(ReturnStateMachine.AwaitingParcel) && x.Deadline < handedOver)
            || (x.State == nameof(ReturnStateMachine.Receiving) && x.StateSince < receiving)
            || (x.State == nameof(ReturnStateMachine.Inspecting) && x.StateSince < inspecting)
            || (x.State == nameof(ReturnStateMachine.Settling) && x.StateSince < settling)
            // A range, so that the index on state and due time passes by all that have nothing left to tell.
            || (
                (x.State == nameof(ReturnStateMachine.Completed) || x.State == nameof(ReturnStateMachine.Expired))
                && x.DueAt > DateTimeOffset.UnixEpoch
                && x.StateSince < ended
            );
    }

    internal sealed record Bound(TimeSpan Allowed, string WaitsFor, string? Repeats);
}
