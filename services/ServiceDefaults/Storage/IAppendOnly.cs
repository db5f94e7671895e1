namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>A row that is written once. Commits and the database itself refuse to change or delete it, see <see cref="AppendOnly"/>.</summary>
public interface IAppendOnly;
