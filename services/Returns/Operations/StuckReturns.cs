using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Operations;

/// <summary>
/// The returns that an admin or an agent should check. <see cref="ReturnWaits"/> defines how long each wait may take: it bounds
/// the time that our services take, not the time that a customer or a member of staff has.
/// </summary>
internal static class StuckReturns
{
    /// <summary>The returns that have waited longer than allowed.</summary>
    public static IQueryable<Return> Stuck(this IQueryable<Return> returns, DateTimeOffset now) =>
        // Filters by status as well, so that the index is used.
        returns.Where(x => ReturnStatuses.All.Contains(x.Status) && x.StuckAfter < now);

    /// <summary>The returns that wait for a person.</summary>
    public static IQueryable<Return> NeedingAttention(this IQueryable<Return> returns) =>
        returns.Where(x => x.AttentionSince != null);
}
