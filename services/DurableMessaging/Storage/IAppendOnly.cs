namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>A row that is written once: <see cref="DurableDbContext"/> refuses to change or delete it, and so does its database.</summary>
public interface IAppendOnly;
