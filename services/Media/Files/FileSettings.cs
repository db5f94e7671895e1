namespace AfterSalesMesh.Media.Files;

/// <summary>Where files are stored: the configuration section <c>Media</c>.</summary>
internal sealed class FileSettings
{
    /// <summary>The folder, used if no bucket is named.</summary>
    public string? Folder { get; set; }

    public S3Settings S3 { get; set; } = new();
}

internal sealed class S3Settings
{
    /// <summary>The bucket; it must exist and hold nothing but photos.</summary>
    public string? Bucket { get; set; }

    /// <summary>The address of an S3-compatible store other than Amazon's.</summary>
    public string? Address { get; set; }
    public string Region { get; set; } = "us-east-1";
    public string? Key { get; set; }
    public string? Secret { get; set; }
}
