using System.Collections.Frozen;
using System.Text.Json;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>The policies that ship with the product; a storefront that has put no policy has the first one.</summary>
internal static class Presets
{
    public const string Fashion = "fashion";
    public const string FashionEu = "fashion-eu";

    public static readonly FrozenDictionary<string, PolicyDocument> All = new[]
    {
        Fashion,
        FashionEu,
    }.ToFrozenDictionary(x => x, Read, StringComparer.Ordinal);

    private static PolicyDocument Read(string name)
    {
        using var file = typeof(Presets).Assembly.GetManifestResourceStream($"{name}.json")!;
        using var json = JsonDocument.Parse(file);
        var (document, errors) = PolicyReader.Read(json.RootElement);
        return document
            ?? throw new InvalidOperationException(
                $"The preset {name} has errors: {string.Join("; ", errors.Select(x => $"{x.Key} {x.Value[0]}"))}"
            );
    }
}
