using System.Buffers.Binary;
using System.Text;
using ImageMagick;

namespace AfterSalesMesh.Media.Images;

/// <summary>Recognizes the accepted formats by their first bytes; the file's name and Content-Type are ignored.</summary>
internal static class ImageFormats
{
    private const int LongestFileType = 256;

    private static readonly string[] HeicBrands = ["heic", "heix", "heim", "heis"];

    /// <returns>The format; null when it is not JPEG, PNG, WebP or HEIC.</returns>
    public static MagickFormat? Of(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
        {
            return MagickFormat.Jpeg;
        }
        if (file.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return MagickFormat.Png;
        }
        if (file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8))
        {
            return MagickFormat.WebP;
        }
        return IsHeic(file) ? MagickFormat.Heic : null;
    }

    /// <summary>True for a file type box that has HEIC among its brands; AVIF has the same box with other brands.</summary>
    private static bool IsHeic(ReadOnlySpan<byte> file)
    {
        if (file.Length < 16 || !file[4..8].SequenceEqual("ftyp"u8))
        {
            return false;
        }
        var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(file), LongestFileType);
        // The major brand, the version, then the compatible brands.
        for (var at = 8; at + 4 <= Math.Min(length, file.Length); at += 4)
        {
            if (HeicBrands.Contains(Encoding.Latin1.GetString(file.Slice(at, 4))))
            {
                return true;
            }
        }
        return false;
    }
}
