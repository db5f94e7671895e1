namespace AfterSalesMesh.Media.Images;

/// <summary>How images are converted: the configuration section <c>Media</c>.</summary>
internal sealed class ImageSettings
{
    /// <summary>How many images are converted at the same time; each may take half a gigabyte of memory for a second or two.</summary>
    public int Conversions { get; set; } = 2;
}
