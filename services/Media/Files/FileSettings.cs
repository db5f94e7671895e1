namespace AfterSalesMesh.Media.Files;

/// <summary>Where files are kept: in the configuration section <c>Media</c>.</summary>
internal sealed class FileSettings
{
    /// <summary>The folder, where no bucket is named.</summary>
    public string? Folder { get; set; }

    public S3Settings S3 { get; set; } = new();
}

internal sealed class S3Settings
{
    /// <summary>The bucket; it must be there, and is for photos alone.</summary>
    public string? Bucket { get; set; }

    /// <summary>The address of a store that is not Amazon's.</summary>
    public string? Address { get; set; }
    public string Region { get; set; } = "us-east-1";
    public string? Key { get; set; }
    public string? Secret { get; set; }
}
