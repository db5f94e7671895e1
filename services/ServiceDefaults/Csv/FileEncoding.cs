using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace AfterSalesMesh.ServiceDefaults.Csv;

/// <summary>The encoding of a file, from the <c>charset</c> of its <c>Content-Type</c>; UTF-8 where it names none.</summary>
public static class FileEncoding
{
    /// <summary>Stands for bytes that are not text in the file's encoding.</summary>
    public const char Undecodable = '\uFFFD';

    // Marks undecodable bytes, so that their row is a flaw.
    private static readonly DecoderFallback Marking = new DecoderReplacementFallback($"{Undecodable}");

    static FileEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static bool TryOf(string? contentType, [NotNullWhen(true)] out Encoding? encoding)
    {
        encoding = null;
        var charset = MediaTypeHeaderValue.TryParse(contentType, out var type)
            ? HeaderUtilities.RemoveQuotes(type.Charset).ToString()
            : "";
        try
        {
            encoding = Encoding.GetEncoding(
                charset.Length == 0 ? "utf-8" : charset,
                EncoderFallback.ReplacementFallback,
                Marking
            );
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
