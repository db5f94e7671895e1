using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Evidence;

/// <summary>A photo on a line, already uploaded to /v1/photos.</summary>
/// <param name="Id">The photo's id.</param>
/// <param name="Sha256">The hash in the answer to the upload: 64 hexadecimal digits in lower case.</param>
internal sealed record EvidencePhoto(Guid Id, string Sha256)
{
    public const int MaxOnLine = 10;
    public const int MaxOnReturn = 200;

    private const int HashLength = 64;

    /// <summary>Checks the photos of one line.</summary>
    public static void Check(IReadOnlyList<EvidencePhoto>? photos, Checks checks, string where)
    {
        if (photos is null || !checks.List(photos, where, MaxOnLine))
        {
            return;
        }
        HashSet<Guid> seen = [];
        for (var i = 0; i < photos.Count; i++)
        {
            checks.That(seen.Add(photos[i].Id), $"{where}[{i}].id", "repeats a photo of the line");
            checks.That(
                photos[i].Sha256 is { Length: HashLength } hash && hash.All(char.IsAsciiHexDigitLower),
                $"{where}[{i}].sha256",
                $"must be the {HashLength} hexadecimal digits in the answer to the upload"
            );
        }
    }
}
