using System.Globalization;

namespace AfterSalesMesh.Local;

/// <summary>The folder that holds all data, used by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    /// <summary>The mail folder: mail to customers is written into it instead of being sent.</summary>
    public string MailFolder => System.IO.Path.Combine(Path, "mail");

    /// <summary>How far the test clock is ahead.</summary>
    public string ClockFile => System.IO.Path.Combine(Path, "clock");

    /// <summary>The reason why the folder cannot be created or used; null: it can.</summary>
    public static string? FlawOf(string? path)
    {
        try
        {
            Create(path);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return exception.Message;
        }
    }

    /// <summary>Opens the folder; null when another process uses it.</summary>
    public static DataFolder? Open(string? path)
    {
        var folder = Create(path);
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

    /// <summary>
    /// An empty database file beside one with content: its content was lost; null: there is none. If all files are empty, the first
    /// start was interrupted: they are deleted, because nothing was stored in them.
    /// </summary>
    public string? FindLostDatabase()
    {
        var files = Directory.GetFiles(Path, "*.db*");
        if (Array.TrueForAll(files, IsEmpty))
        {
            Array.ForEach(files, File.Delete);
            return null;
        }
        return Array.Find(files, x => x.EndsWith(".db", StringComparison.Ordinal) && IsEmpty(x));
    }

    /// <summary>Reads how far the test clock is ahead; null when its file is damaged.</summary>
    public TimeSpan? ReadClockOffset() =>
        !File.Exists(ClockFile) ? TimeSpan.Zero
        : TimeSpan.TryParseExact(File.ReadAllText(ClockFile), "c", CultureInfo.InvariantCulture, out var offset)
        && offset >= TimeSpan.Zero
            ? offset
        : null;

    /// <summary>Stores the offset; a crash leaves either the old or the new one.</summary>
    public void WriteClockOffset(TimeSpan offset)
    {
        var next = $"{ClockFile}.new";
        File.WriteAllText(next, offset.ToString("c", CultureInfo.InvariantCulture));
        File.Move(next, ClockFile, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();

    private static string Create(string? path) =>
        Directory.CreateDirectory(string.IsNullOrEmpty(path) ? "data" : path).FullName;

    private static bool IsEmpty(string file) => new FileInfo(file).Length == 0;
}
