using System.Text.Json;
using System.Text.Json.Nodes;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>A version of a policy.</summary>
/// <param name="Version">The version; 0: the preset that the storefront begins with, as long as nothing was decided by it.</param>
/// <param name="Company">The company whose orders the policy applies to; null: all other orders.</param>
/// <param name="EffectiveFrom">UTC.</param>
/// <param name="PutBy">The id of the person who put it; null: it is the preset that a storefront begins with.</param>
/// <param name="Document">The document, described by /schemas/policy.json.</param>
internal sealed record PolicyResponse(
    int Version,
    string? Company,
    string Name,
    DateTimeOffset EffectiveFrom,
    DateTimeOffset? PutAt,
    string? PutBy,
    string? PutByName,
    JsonObject Document
)
{
    public static PolicyResponse Of(PolicyVersion version) =>
        new(
            version.Number,
            version.Company.Length > 0 ? version.Company : null,
            version.Name,
            version.EffectiveFrom,
            version.PutAt,
            version.PutBy,
            version.PutByName,
            (JsonObject)JsonNode.Parse(version.Document)!
        );

    public static PolicyResponse OfPreset(PolicyDocument preset, DateTimeOffset now) =>
        new(
            0,
            null,
            preset.Name,
            now,
            null,
            null,
            null,
            (JsonObject)JsonSerializer.SerializeToNode(preset, PolicyJson.Options)!
        );
}

/// <summary>A version of a policy without its document.</summary>
internal sealed record PolicyVersionItem(
    int Version,
    string? Company,
    string Name,
    DateTimeOffset EffectiveFrom,
    DateTimeOffset PutAt,
    string? PutBy,
    string? PutByName
);
