namespace AfterSalesMesh.Returns.Saga;

/// <summary>The states of a return as the API names them, in the order in which a return advances.</summary>
internal static class ReturnStatuses
{
    /// <summary>Used by the API only, never stored: a request is decided in its own commit.</summary>
    public const string Requested = "requested";
    public const string UnderReview = "under_review";
    public const string AwaitingParcel = "awaiting_parcel";
    public const string Receiving = "receiving";
    public const string Inspecting = "inspecting";
    public const string Settling = "settling";
    public const string Completed = "completed";
    public const string Rejected = "rejected";
    public const string Cancelled = "cancelled";
    public const string Expired = "expired";

    public static readonly string[] Open = [Requested, UnderReview, AwaitingParcel, Receiving, Inspecting, Settling];

    public static readonly string[] All = [.. Open, Completed, Rejected, Cancelled, Expired];

    /// <summary>The status of a return; that of an open return is the status of its least advanced open round.</summary>
    public static string Of(Return saga) =>
        saga.State switch
        {
            ReturnStates.UnderReview => UnderReview,
            ReturnStates.Open => Of(saga.Rounds),
            var state => state.ToLowerInvariant(),
        };

    private static string Of(IReadOnlyList<Round> rounds) =>
        Array.Find(RoundStates.All, state => rounds.Any(x => x.State == state)) switch
        {
            null or RoundStates.Settled => AwaitingParcel,
            var least => least.ToLowerInvariant(),
        };
}
