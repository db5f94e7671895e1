namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>A row that is written once. Commits and the database itself refuse to change or delete it, see <see cref="AppendOnly"/>.</summary>
public interface IAppendOnly;

/// <summary>An append-only row that may be deleted when its retention is over: the database refuses changes only.</summary>
public interface IExpiring : IAppendOnly;
