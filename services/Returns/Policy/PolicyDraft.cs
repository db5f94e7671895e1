using System.Text.Json;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>A policy in a request: a document, or the name of a preset.</summary>
internal readonly record struct PolicyDraft(JsonElement? Document, string? Preset)
{
    public Checks Check()
    {
        var checks = new Checks();
        checks.That(Document is null != Preset is null, "document", "must be given, or preset: one of them, not both");
        checks.OneOf(Preset, [.. Presets.All.Keys.Order(StringComparer.Ordinal)], "preset");
        return checks;
    }

    /// <summary>Reads the policy.</summary>
    /// <param name="document">The result.</param>
    /// <returns>The problem with all errors of the document; null: it has none.</returns>
    public ProblemHttpResult? Read(out PolicyDocument? document)
    {
        if (Preset is not null)
        {
            document = Presets.All[Preset];
            return null;
        }
        (document, var errors) = PolicyReader.Read(Document!.Value);
        return document is not null
            ? null
            : Problem.Of(
                StatusCodes.Status400BadRequest,
                "invalid_policy",
                $"The policy has errors at {errors.Count} places. {string.Join("; ", errors.Take(5).Select(x => $"{x.Key} {x.Value[0]}"))}"
                    + (errors.Count > 5 ? "; …" : ""),
                errors
            );
    }
}
