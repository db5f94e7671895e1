namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// Something that every commit of a database must do or check: it looks at the tracked changes before they are written, and
/// may add to them. A context names its rules in <see cref="DurableDbContext.CommitRules"/>, in the order in which they run.
/// </summary>
public interface ICommitRule
{
    /// <summary>Runs before each commit. An exception stops the commit.</summary>
    /// <param name="db">The context whose changes are about to be written.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <returns>What to do once the commit has succeeded, for example to count it; null: nothing.</returns>
    ValueTask<Action?> ApplyAsync(DurableDbContext db, CancellationToken cancellation);
}
