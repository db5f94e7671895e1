using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Operations;

/// <summary>
/// The returns that an admin or an agent should know of. <see cref="ReturnWaits"/> says how long each thing may take: it bounds
/// the time that our services take, not the time that a customer or a person has.
/// </summary>
internal static class StuckReturns
{
    /// <summary>The returns for which something takes longer than it may.</summary>
    public static IQueryable<Return> Stuck(this IQueryable<Return> returns, DateTimeOffset now) =>
        // By status as well, for the index.
        returns.Where(x => ReturnStatuses.All.Contains(x.Status) && x.StuckAfter < now);

    /// <summary>The returns that wait for a person.</summary>
    public static IQueryable<Return> NeedingAttention(this IQueryable<Return> returns) =>
        returns.Where(x => x.AttentionSince != null);
}
