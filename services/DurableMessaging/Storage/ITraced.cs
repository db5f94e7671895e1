namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// A row that remembers the trace in which it was made: its <see cref="DueWorker{TDbContext, TRow}"/> continues it, and
/// the later messages of a saga are linked to it.
/// </summary>
public interface ITraced
{
    /// <summary>W3C <c>traceparent</c> of the commit that made it, filled in by it; null where nothing was traced.</summary>
    string? TraceParent { get; set; }
}
