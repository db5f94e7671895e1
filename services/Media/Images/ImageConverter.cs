using System.Threading.RateLimiting;
using ImageMagick;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Media.Images;

/// <summary>
/// Re-encodes an image as JPEG, upright, in sRGB and without metadata, and makes a thumbnail. Everything else in the file (the place
/// and camera, a second file behind the image) is removed.
/// </summary>
internal sealed class ImageConverter : IDisposable
{
    /// <summary>The largest image that is read, for cameras with up to 50 megapixels.</summary>
    public const int MaxPixels = 50_000_000;

    /// <summary>The maximum number of scans of a JPEG; cameras and programs write about ten.</summary>
    public const int MaxScans = 100;

    private const uint LongestSide = 4096;
    private const uint LongestSideOfThumbnail = 400;
    private const uint LongestSideRead = 30_000;
    private const uint Quality = 88;
    private const uint ThumbnailQuality = 80;
    private const ulong BytesForEach = 512 * 1024 * 1024;

    // Less than the gateway's timeout, so that the caller is told to try again.
    private static readonly TimeSpan QueueTimeout = TimeSpan.FromSeconds(15);

    private const int WaitingOfStorefront = 1_000;

    private readonly SemaphoreSlim _free;

    // Further uploads of a storefront wait here, so that they are not all ahead of another storefront's in the queue for a free slot.
    private readonly PartitionedRateLimiter<string> _ofStorefront;
    private readonly TimeProvider _time;

    public ImageConverter(IOptions<ImageSettings> settings, TimeProvider time)
    {
        (_free, _time) = (new SemaphoreSlim(settings.Value.Conversions), time);
        _ofStorefront = PartitionedRateLimiter.Create<string, string>(storefront =>
            RateLimitPartition.GetConcurrencyLimiter(
                storefront,
                _ => new ConcurrencyLimiterOptions
                {
                    PermitLimit = settings.Value.Conversions,
                    QueueLimit = WaitingOfStorefront,
                }
            )
        );
        // Limits for the whole process. ImageMagick must not use the disk when memory is short, nor all cores for one image.
        ResourceLimits.Width = LongestSideRead;
        ResourceLimits.Height = LongestSideRead;
        ResourceLimits.Memory = (ulong)settings.Value.Conversions * BytesForEach;
        ResourceLimits.Disk = 0;
        ResourceLimits.Thread = 1;
    }

    /// <summary>Waits for a free slot, because only some images are converted at the same time; storefronts take turns.</summary>
    /// <returns>The image, or the reason why there is none. Both null: no slot was free in time.</returns>
    public async Task<(ConvertedImage? Image, ImageRefusal? Refusal)> ConvertAsync(
        Stream file,
        MagickFormat format,
        string storefront,
        CancellationToken cancellation
    )
    {
        using var timeout = new CancellationTokenSource(QueueTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var turn = await _ofStorefront.AcquireAsync(storefront, cancellationToken: either.Token);
            if (!turn.IsAcquired)
            {
                return (null, null);
            }
            await _free.WaitAsync(either.Token);
            try
            {
                var content = new MemoryStream();
                await file.CopyToAsync(content, cancellation);
                return await Task.Run(() => Convert(content.ToArray(), format), cancellation);
            }
            finally
            {
                _free.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, null);
        }
    }

    public void Dispose()
    {
        _free.Dispose();
        _ofStorefront.Dispose();
    }

    private static (ConvertedImage? Image, ImageRefusal? Refusal) Convert(byte[] file, MagickFormat format)
    {
        if (format == MagickFormat.Jpeg && JpegScans.Count(file) > MaxScans)
        {
            return (null, TooManyScans());
        }
        try
        {
            using var image = new MagickImage();
            var isCutOff = false;
            image.Warning += (_, warning) =>
                isCutOff |= warning.Message.Contains("premature end", StringComparison.OrdinalIgnoreCase);
            // Reads only the header.
            image.Ping(file, SettingsOf(format));
            if ((long)image.Width * image.Height > MaxPixels)
            {
                return (null, TooManyPixels());
            }
            var settings = SettingsOf(format);
            if (Math.Max(image.Width, image.Height) > LongestSide)
            {
                // A larger image is made smaller while it is read, which takes less memory. A smaller one would be enlarged.
                settings.SetDefine(MagickFormat.Jpeg, "size", $"{LongestSide}x{LongestSide}");
            }
            image.Read(file, settings);
            return isCutOff ? (null, Unreadable(format)) : (Write(image), null);
        }
        catch (MagickResourceLimitErrorException)
        {
            return (null, TooManyPixels());
        }
        catch (MagickException)
        {
            return (null, Unreadable(format));
        }
    }

    /// <summary>Names the format, so that ImageMagick tries no other; if a file has several images, the first one is read.</summary>
    private static MagickReadSettings SettingsOf(MagickFormat format) =>
        new()
        {
            Format = format,
            FrameIndex = 0,
            FrameCount = 1,
        };

    private static ConvertedImage Write(MagickImage image)
    {
        // First, as what follows then has fewer pixels to go through.
        Fit(image, LongestSide, Quality);
        image.AutoOrient();
        if (image.GetColorProfile() is not null)
        {
            image.TransformColorSpace(ColorProfiles.SRGB);
        }
        image.ColorSpace = ColorSpace.sRGB;
        if (image.HasAlpha)
        {
            image.BackgroundColor = MagickColors.White;
            image.Alpha(AlphaAction.Remove);
        }
        image.Strip();
        image.Format = MagickFormat.Jpeg;
        var (photo, width, height) = (image.ToByteArray(), (int)image.Width, (int)image.Height);
        Fit(image, LongestSideOfThumbnail, ThumbnailQuality);
        return new ConvertedImage(photo, image.ToByteArray(), width, height);
    }

    private static void Fit(MagickImage image, uint longestSide, uint quality)
    {
        // The image is never enlarged.
        image.Resize(new MagickGeometry(longestSide, longestSide) { Greater = true });
        image.Quality = quality;
    }

    private static ImageRefusal TooManyPixels() =>
        new(
            "too_many_pixels",
            $"The image is too large: it may have at most {MaxPixels / 1_000_000} megapixels, and {LongestSideRead} pixels on a side."
        );

    private static ImageRefusal TooManyScans() =>
        new(
            "too_many_scans",
            $"The JPEG has too many scans: it may have at most {MaxScans}. Save it again, not progressive."
        );

    private static ImageRefusal Unreadable(MagickFormat format) =>
        new(
            "unreadable_image",
            $"The file begins like {format.ToString().ToUpperInvariant()}, but cannot be read to its end: it is damaged or incomplete."
        );
}

/// <summary>A converted image and its thumbnail, both JPEG.</summary>
internal sealed record ConvertedImage(byte[] Photo, byte[] Thumbnail, int Width, int Height);

/// <param name="Word">The problem type, without its prefix.</param>
internal sealed record ImageRefusal(string Word, string Detail);
