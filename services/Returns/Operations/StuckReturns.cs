using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Operations;

/// <summary>
/// How long a return may stay in each state before an admin should know. It bounds the time that our services take, not the
/// time that a customer has. A return in UnderReview is parked and never stuck.
/// </summary>
internal static class StuckReturns
{
    /// <summary>By state: how long it may last, what it waits for, and the command that it repeats meanwhile.</summary>
    public static readonly IReadOnlyDictionary<string, Bound> Bounds = new Dictionary<string, Bound>(
        StringComparer.Ordinal
    )
    {
        [nameof(ReturnStateMachine.Requested)] = new(TimeSpan.FromMinutes(5), "approval", null),
        // Counted from the day on which a parcel that was handed over in time must have arrived.
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

    public static readonly IReadOnlyList<string> EndedStates =
    [
        nameof(ReturnStateMachine.Completed),
        nameof(ReturnStateMachine.Expired),
    ];

    /// <summary>The parked returns, which wait for a person.</summary>
    public static IQueryable<Return> Parked(this IQueryable<Return> returns) =>
        returns.Where(x => x.State == nameof(ReturnStateMachine.UnderReview));

    /// <summary>By when it should have left its state.</summary>
    public static DateTimeOffset AllowedUntil(Return found) =>
        (found.State == nameof(ReturnStateMachine.AwaitingParcel) ? found.ExpiresAt : found.StateSince)
        + Bounds[found.State].Allowed;

    /// <summary>The returns that are in their state longer than it allows.</summary>
    public static IQueryable<Return> Stuck(this IQueryable<Return> returns, DateTimeOffset now)
    {
        DateTimeOffset Before(string state) => now - Bounds[state].Allowed;
        var requested = Before(nameof(ReturnStateMachine.Requested));
        var expired = Before(nameof(ReturnStateMachine.AwaitingParcel));
        var receiving = Before(nameof(ReturnStateMachine.Receiving));
        var inspecting = Before(nameof(ReturnStateMachine.Inspecting));
        var settling = Before(nameof(ReturnStateMachine.Settling));
        var ended = Before(nameof(ReturnStateMachine.Completed));
        return returns.Where(x =>
            (x.State == nameof(ReturnStateMachine.Requested) && x.StateSince < requested)
            || (x.State == nameof(ReturnStateMachine.AwaitingParcel) && x.ExpiresAt < expired)
            || (x.State == nameof(ReturnStateMachine.Receiving) && x.StateSince < receiving)
            || (x.State == nameof(ReturnStateMachine.Inspecting) && x.StateSince < inspecting)
            || (x.State == nameof(ReturnStateMachine.Settling) && x.StateSince < settling)
            // A range, so that the index on state and due time skips all that have no message left to send.
            || (
                (x.State == nameof(ReturnStateMachine.Completed) || x.State == nameof(ReturnStateMachine.Expired))
                && x.DueAt > DateTimeOffset.UnixEpoch
                && x.StateSince < ended
            )
        );
    }

    internal sealed record Bound(TimeSpan Allowed, string WaitsFor, string? Repeats);
}
