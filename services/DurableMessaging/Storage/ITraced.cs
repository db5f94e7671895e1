namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// A row with the trace in which it was made: its <see cref="DueWorker{TDbContext, TRow}"/> continues that trace, and the
/// later messages of a saga are linked to it.
/// </summary>
public interface ITraced
{
    /// <summary>W3C <c>traceparent</c>, set by the commit that adds the row; null where nothing was traced.</summary>
    string? TraceParent { get; set; }
}
