namespace AfterSalesMesh.Media.Files;

/// <summary>A store of files. A name is written once, and never again with other content.</summary>
internal interface IFileStore
{
    /// <summary>Writes a whole file, or nothing.</summary>
    /// <param name="name">A day and a name, for example <c>2026-11-29/0193….jpg</c>.</param>
    /// <exception cref="FileStoreException">The store is full or unavailable.</exception>
    Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <returns>The file, which the caller disposes of; null: there is none.</returns>
    /// <exception cref="FileStoreException">The store is unavailable.</exception>
    Task<Stream?> OpenAsync(string name, CancellationToken cancellation);

    /// <summary>Deletes a file if it exists.</summary>
    Task DeleteAsync(string name, CancellationToken cancellation);

    /// <summary>The names of all files that were written before a day.</summary>
    IAsyncEnumerable<string> ListBeforeAsync(DateOnly day, CancellationToken cancellation);
}

/// <summary>The store cannot write or read a file now.</summary>
internal sealed class FileStoreException(string message, bool isFull, Exception inner) : Exception(message, inner)
{
    /// <summary>True when it has no space left, false when it does not answer.</summary>
    public bool IsFull => isFull;
}
