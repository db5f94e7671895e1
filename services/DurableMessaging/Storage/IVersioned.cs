namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// A row with optimistic concurrency. The application counts the version, so that all databases behave alike:
/// <see cref="DurableDbContext"/> raises it with each change, and a commit fails when another has changed the row.
/// </summary>
public interface IVersioned
{
    /// <summary>Counted by <see cref="DurableDbContext"/>; never set it.</summary>
    int Version { get; set; }
}
