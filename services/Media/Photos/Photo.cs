using System.Globalization;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Media.Photos;

/// <summary>A photo that was uploaded. Its two files were written before this row, and are deleted after it.</summary>
internal sealed class Photo : IStorefrontOwned, IVersioned
{
    public const string FileType = ".jpg";

    /// <summary>How long a photo is kept that is attached to nothing.</summary>
    public static readonly TimeSpan Unattached = TimeSpan.FromDays(7);

    /// <summary>The id that the device made.</summary>
    public required Guid Id { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>The day and name of its files, without their type; never used for another upload.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of what was uploaded, by which a repeated upload is recognized.</summary>
    public required byte[] UploadHash { get; init; }

    /// <summary>SHA-256 of the photo as it is kept and sent, in hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }

    /// <summary>The length of the photo as it is kept.</summary>
    public required long Bytes { get; init; }
    public required DateTimeOffset UploadedAt { get; init; }

    /// <summary>The id of the person who uploaded it.</summary>
    public required string By { get; init; }

    /// <summary>When it is deleted unless it was attached to something; null: it was.</summary>
    public DateTimeOffset? PurgeAt { get; set; }
    public int Version { get; set; }

    public string ImageFile => File + FileType;

    public string ThumbnailFile => ThumbnailOf(File);

    public static string ThumbnailOf(string file) => $"{file}.thumbnail{FileType}";

    /// <summary>A new name for the files of an upload.</summary>
    public static string NewFile(DateTimeOffset now) =>
        $"{now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}/{Guid.CreateVersion7(now):N}";
}

/// <summary>That a return names a photo. It may come before the photo, and stays when the photo is erased.</summary>
internal sealed class PhotoAttachment : IStorefrontOwned
{
    public required Guid PhotoId { get; init; }
    public required Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public required DateTimeOffset AttachedAt { get; init; }
}
