using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Media.Files;

/// <summary>Stores files in a bucket of S3 or of an S3-compatible store.</summary>
internal sealed class S3Store : IFileStore, IDisposable
{
    private const int DayLength = 10;

    // Together, these are less than the gateway's timeout.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(8);
    private const int Retries = 1;

    private readonly AmazonS3Client _client;
    private readonly string _bucket;

    public S3Store(IOptions<FileSettings> settings)
    {
        var s3 = settings.Value.S3;
        _bucket = s3.Bucket!;
        var config = new AmazonS3Config
        {
            Timeout = CallTimeout,
            MaxErrorRetry = Retries,
            // S3-compatible stores do not know the SDK's default checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (s3.Address is { } address)
        {
            (config.ServiceURL, config.AuthenticationRegion, config.ForcePathStyle) = (address, s3.Region, true);
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(s3.Region);
        }
        // Without a key, the machine's role is used, if it has one.
        _client = s3.Key is { } key
            ? new AmazonS3Client(new BasicAWSCredentials(key, s3.Secret), config)
            : new AmazonS3Client(config);
    }

    public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        CallAsync(
            () =>
                _client.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = _bucket,
                        Key = name,
                        ContentType = "image/jpeg",
                        InputStream = new MemoryStream(content.ToArray()),
                        UseChunkEncoding = false,
                    },
                    cancellation
                ),
            cancellation
        );

    public async Task<Stream?> OpenAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var answer = await CallAsync(() => _client.GetObjectAsync(_bucket, name, cancellation), cancellation);
            return answer.ResponseStream;
        }
        catch (FileStoreException missing)
            when (missing.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound })
        {
            return null;
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellation) =>
        CallAsync(() => _client.DeleteObjectAsync(_bucket, name, cancellation), cancellation);

    public async IAsyncEnumerable<string> ListBeforeAsync(
        DateOnly day,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var pages = _client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = _bucket });
        // Files are listed in the order of their names, which begin with the day.
        await foreach (var file in pages.S3Objects.WithCancellation(cancellation))
        {
            if (DayOf(file.Key) is not { } written)
            {
                continue;
            }
            if (written >= day)
            {
                yield break;
            }
            yield return file.Key;
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The day in a file's name; null: the file is not one of ours.</summary>
    private static DateOnly? DayOf(string name) =>
        name.Length > DayLength
        && name[DayLength] == '/'
        && DateOnly.TryParseExact(name.AsSpan(0, DayLength), "yyyy-MM-dd", CultureInfo.InvariantCulture, 0, out var day)
            ? day
            : null;

    private static async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await call();
        }
        catch (Exception exception)
            when (exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
                || (exception is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
        {
            throw new FileStoreException(
                "The file store gave an unexpected answer, or none.",
                isFull: false,
                exception
            );
        }
    }
}
