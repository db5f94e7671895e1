namespace AfterSalesMesh.Local;

/// <summary>The folder that holds all data, used by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream hold) => (Path, _lock) = (path, hold);

    public string Path { get; }

    /// <summary>Where mail to customers is written instead of being sent.</summary>
    public string MailFolder => System.IO.Path.Combine(Path, "mail");

    /// <summary>Null when another process uses it.</summary>
    public static DataFolder? Open(string? path)
    {
        var folder = Directory.CreateDirectory(string.IsNullOrEmpty(path) ? "data" : path).FullName;
        try
        {
            var file = System.IO.Path.Combine(folder, ".lock");
            return new DataFolder(
                folder,
                new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
            );
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _lock.Dispose();
}
