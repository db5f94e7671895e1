using System.Buffers.Binary;

namespace AfterSalesMesh.Media.Images;

/// <summary>The scans of a JPEG. Each scan of a progressive one goes through all pixels, so a small file can take minutes.</summary>
internal static class JpegScans
{
    private const byte Marker = 0xFF;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    /// <summary>The number of scans up to the end of the image, from segment to segment: metadata and what follows the image do not count.</summary>
    public static int Count(ReadOnlySpan<byte> file)
    {
        var scans = 0;
        while (file.IndexOf(Marker) is var start and >= 0 && start + 1 < file.Length)
        {
            var marker = file[start + 1];
            file = file[(start + 1)..];
            if (marker == EndOfImage)
            {
                break;
            }
            if (HasContent(marker) && file.Length >= 3)
            {
                scans += marker == StartOfScan ? 1 : 0;
                var length = BinaryPrimitives.ReadUInt16BigEndian(file[1..]);
                file = file[Math.Min(1 + length, file.Length)..];
            }
        }
        return scans;
    }

    // Markers within a scan (a stuffed 0 and restarts), fill bytes and the start of the image stand alone.
    private static bool HasContent(byte marker) =>
        marker is not (0x00 or 0x01 or (>= 0xD0 and <= 0xD7) or StartOfImage or Marker);
}
