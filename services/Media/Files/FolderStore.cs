using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Media.Files;

/// <summary>Stores files in a folder that only this user can read, with a subfolder for each day.</summary>
internal sealed class FolderStore(IOptions<FileSettings> settings) : IFileStore
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;
    private const string Unfinished = ".tmp";

    private readonly string _folder = Path.GetFullPath(settings.Value.Folder!);

    public async Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var path = PathOf(name);
        var unfinished = path + Unfinished;
        try
        {
            CreateFolder(_folder);
            CreateFolder(Path.GetDirectoryName(path)!);
            await using (var file = new FileStream(unfinished, Options(System.IO.FileMode.Create)))
            {
                await file.WriteAsync(content, cancellation);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(unfinished);
            throw new FileStoreException("A file could not be written.", DiskFull.Is(exception), exception);
        }
    }

    public Task<Stream?> OpenAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult<Stream?>(
                new FileStream(PathOf(name), new FileStreamOptions { Options = FileOptions.Asynchronous })
            );
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellation)
    {
        var path = PathOf(name);
        if (File.Exists(path))
        {
            File.Delete(path);
        }
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> ListBeforeAsync(
        DateOnly day,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        if (!Directory.Exists(_folder))
        {
            yield break;
        }
        foreach (var folder in Directory.EnumerateDirectories(_folder))
        {
            var name = Path.GetFileName(folder);
            if (
                !DateOnly.TryParseExact(
                    name,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var written
                )
            )
            {
                continue;
            }
            if (written >= day)
            {
                continue;
            }
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return $"{name}/{Path.GetFileName(file)}";
            }
        }
        await Task.CompletedTask;
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static FileStreamOptions Options(System.IO.FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode;
        }
        return options;
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, FolderMode);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The sweep of files without a photo deletes it.
        }
    }
}
