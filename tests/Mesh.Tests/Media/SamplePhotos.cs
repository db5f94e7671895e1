using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ImageMagick;

namespace AfterSalesMesh.Mesh.Tests.Media;

/// <summary>Images as devices make them, and what only looks like one.</summary>
internal static class SamplePhotos
{
    /// <summary>96 × 64, left half red; our library reads HEIC and cannot write it.</summary>
    private const string HeicFile =
        "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAUJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAFmAAEAAAAAAAAAcwAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAwmlwcnAAAACkaXBjbwAAAHhodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgQEDAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAGAAAABAAAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAoMAAAB7bWRhdAAAAG8oAa8J4OMLnLqv//6Mb//+EaeQ/a4upIJT/9bjx38Aef/95mBrFlaBI63F1LaCvnY/TMYjOF/R+T+OxTS4Xe3c3amoOkGOg+TgR9EihiAA7mccpp/NUzPNcO9G3U2J89nOXFhGWdNrVa9ktrETap8=";

    /// <summary>96 × 64, left half red, right half blue.</summary>
    public static byte[] In(MagickFormat format)
    {
        if (format == MagickFormat.Heic)
        {
            return Convert.FromBase64String(HeicFile);
        }
        using var image = Picture();
        return image.ToByteArray(format);
    }

    /// <summary>A JPEG that differs from every other.</summary>
    public static byte[] New()
    {
        using var image = Picture();
        image.AddNoise(NoiseType.Random);
        return image.ToByteArray(MagickFormat.Jpeg);
    }

    /// <summary>Turned, and with the place where it was taken.</summary>
    public static byte[] WithMetadata(string maker)
    {
        using var image = Picture();
        var exif = new ExifProfile();
        exif.SetValue(ExifTag.Make, maker);
        exif.SetValue(ExifTag.Orientation, (ushort)Orientation.RightTop);
        exif.SetValue(ExifTag.GPSLatitude, [new Rational(48), new Rational(51), new Rational(30)]);
        image.SetProfile(exif);
        // As of a phone that was held upright.
        image.Orientation = Orientation.RightTop;
        image.Comment = maker;
        return image.ToByteArray(MagickFormat.Jpeg);
    }

    /// <summary>A PNG of some kilobytes that has 100 million pixels.</summary>
    public static byte[] Bomb()
    {
        const int Side = 10_000;
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Side);
        // One bit for each pixel, black or white.
        header[8] = 1;
        var pixels = new MemoryStream();
        using (var zip = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(new byte[Side * (1 + Side / 8)]);
        }
        return
        [
            .. (ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A],
            .. Chunk("IHDR", header),
            .. Chunk("IDAT", pixels.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    /// <summary>A JPEG whose last scan comes so many times more.</summary>
    public static byte[] Progressive(int repeated)
    {
        using var picture = Picture();
        picture.Settings.Interlace = Interlace.Jpeg;
        var file = picture.ToByteArray(MagickFormat.Jpeg);
        var last = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var scan = file[last..^2];
        return [.. file[..^2], .. Enumerable.Repeat(scan, repeated).SelectMany(x => x), .. file[^2..]];
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. content];
        var (length, checksum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc(named));
        return [.. length, .. named, .. checksum];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB8_8320;
            }
        }
        return ~crc;
    }

    private static MagickImage Picture()
    {
        var image = new MagickImage(new MagickColor("#c81e1e"), 96, 64);
        using var right = new MagickImage(new MagickColor("#143cc8"), 48, 64);
        image.Composite(right, 48, 0, CompositeOperator.Over);
        return image;
    }
}
