using System.Globalization;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Media.Photos;

/// <summary>A photo that was uploaded. Its two files were written before this row, and are deleted after it.</summary>
internal sealed class Photo : IStorefrontOwned, IVersioned
{
    public const string FileType = ".jpg";

    /// <summary>How long a photo is kept that no return names.</summary>
    public static readonly TimeSpan Unattached = TimeSpan.FromDays(7);

    /// <summary>The id that the device generated.</summary>
    public required Guid Id { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>The day and name of its files, without their type; never used for another upload.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the uploaded file, by which a repeated upload is recognized.</summary>
    public required byte[] UploadHash { get; init; }

    /// <summary>SHA-256 of the stored photo, in hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }

    /// <summary>The length of the stored photo.</summary>
    public required long Bytes { get; init; }
    public required DateTimeOffset UploadedAt { get; init; }

    /// <summary>The id of the person who uploaded it.</summary>
    public required string By { get; init; }

    /// <summary>When the photo is deleted; null: never, because a return names it.</summary>
    public DateTimeOffset? PurgeAt { get; set; }
    public int Version { get; set; }

    public string ImageFile => File + FileType;

    public string ThumbnailFile => ThumbnailOf(File);

    public static string ThumbnailOf(string file) => $"{file}.thumbnail{FileType}";

    /// <summary>A new name for the files of an upload.</summary>
    public static string NewFile(DateTimeOffset now) =>
        $"{now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}/{Guid.CreateVersion7(now):N}";
}

/// <summary>A return's reference to a photo. It may arrive before the photo, and stays when the photo is erased.</summary>
internal sealed class PhotoAttachment : IStorefrontOwned
{
    public required Guid PhotoId { get; init; }
    public required Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public required DateTimeOffset AttachedAt { get; init; }
}
