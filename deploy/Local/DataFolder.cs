namespace AfterSalesMesh.Local;

/// <summary>The folder that holds all data, used by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    /// <summary>The mail folder: mail to customers is written into it instead of being sent.</summary>
    public string MailFolder => System.IO.Path.Combine(Path, "mail");

    /// <summary>Null when another process uses it.</summary>
    public static DataFolder? Open(string? path)
    {
        var folder = Directory.CreateDirectory(string.IsNullOrEmpty(path) ? "data" : path).FullName;
        try
        {
            var file = System.IO.Path.Combine(folder, ".lock");
            return new(folder, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A database file without content: SQLite would fail on it; null: there is none.</summary>
    public string? EmptyDatabase() =>
        Directory.EnumerateFiles(Path, "*.db").FirstOrDefault(x => new FileInfo(x).Length == 0);

    public void Dispose() => _lock.Dispose();
}
