namespace AfterSalesMesh.Returns.Saga;

/// <summary>The states of a return, see <see cref="ReturnTable"/>.</summary>
internal static class ReturnStates
{
    /// <summary>Before the policy has decided; never stored.</summary>
    public const string Requested = nameof(Requested);

    /// <summary>An agent decides whether it is approved.</summary>
    public const string UnderReview = nameof(UnderReview);

    /// <summary>Approved: goods are expected, or rounds are being handled.</summary>
    public const string Open = nameof(Open);
    public const string Completed = nameof(Completed);
    public const string Rejected = nameof(Rejected);
    public const string Cancelled = nameof(Cancelled);
    public const string Expired = nameof(Expired);

    /// <summary>The states of stored returns.</summary>
    public static readonly string[] All = [UnderReview, Open, Completed, Rejected, Cancelled, Expired];

    public static readonly string[] Ended = [Completed, Rejected, Cancelled, Expired];
}
