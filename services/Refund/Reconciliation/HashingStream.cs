using System.Security.Cryptography;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>A stream that hashes what is read: the beginning, and all of it.</summary>
internal sealed class HashingStream(Stream inner) : Stream
{
    /// <summary>Bytes of a file's beginning, by which an interrupted upload is recognized.</summary>
    public const int HeadLength = 4096;

    private readonly IncrementalHash _head = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Bytes { get; private set; }

    public byte[] Head() => _head.GetCurrentHash();

    public byte[] Hash() => _all.GetCurrentHash();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        _all.AppendData(buffer.Span[..read]);
        if (Bytes < HeadLength)
        {
            _head.AppendData(buffer.Span[..(int)Math.Min(read, HeadLength - Bytes)]);
        }
        Bytes += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Bytes;
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _head.Dispose();
        _all.Dispose();
        base.Dispose(disposing);
    }
}
