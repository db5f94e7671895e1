namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// A row whose lost race must be noticed. The application counts the version, so that all databases behave alike:
/// <see cref="DurableDbContext"/> raises it with each change and refuses to overwrite another one's.
/// </summary>
public interface IVersioned
{
    /// <summary>Counted by <see cref="DurableDbContext"/>; never set it.</summary>
    int Version { get; set; }
}
