namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// A check of every commit of a database, or an addition to every commit. It sees the tracked changes before they are written. A
/// context lists its rules in <see cref="DurableDbContext.CommitRules"/>, in the order in which they run. Changes are not
/// detected automatically meanwhile: a rule that changes a row which had no changes calls <c>DetectChanges</c> on its entry.
/// </summary>
public interface ICommitRule
{
    /// <summary>Runs before each commit. An exception stops the commit.</summary>
    /// <param name="db">The context whose changes are about to be written.</param>
    /// <returns>What to do once the commit has succeeded, for example to count it; null: nothing.</returns>
    ValueTask<Action?> ApplyAsync(DurableDbContext db, CancellationToken cancellation);
}
