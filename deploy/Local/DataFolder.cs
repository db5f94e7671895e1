namespace AfterSalesMesh.Local;

/// <summary>The folder that holds everything, used by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _held;

    private DataFolder(string path, FileStream held) => (Path, _held) = (path, held);

    public string Path { get; }

    /// <summary>Where messages to customers go that would be e-mails.</summary>
    public string Outbox => System.IO.Path.Combine(Path, "outbox");

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

    public void Dispose() => _held.Dispose();
}
