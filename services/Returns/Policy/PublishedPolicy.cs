using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Storefronts;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>What a storefront publishes of its policy, for people and for machines: read from the document that decides.</summary>
/// <param name="Storefront">Its name.</param>
/// <param name="Country">Null: it has put no settings.</param>
/// <param name="Remorse">What is decided on a usual line that comes back because the customer likes it no longer.</param>
/// <param name="Window">Of such a line, outside the seasons.</param>
/// <param name="Seasons">The windows of a part of the year that such a line would have.</param>
/// <param name="Defect">What is decided on one that is defective; null: the policy has no such reason.</param>
internal sealed record PublishedPolicy(
    string Storefront,
    string? Country,
    string Currency,
    IReadOnlyList<string> Languages,
    PolicyDocument Document,
    LineOutcome Remorse,
    WindowTerms Window,
    IReadOnlyList<PolicyRule<WindowTerms>> Seasons,
    LineOutcome? Defect,
    ClockTerms Clocks
)
{
    /// <summary>Of a storefront that has put settings or a policy.</summary>
    /// <param name="storefront">Its id, as anybody may send it.</param>
    public static async Task<PublishedPolicy?> FindAsync(
        ReturnsDb db,
        PolicyVersions versions,
        string storefront,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        // PostgreSQL takes no text with a zero character.
        if (!RequestText.IsIdentifier(storefront))
        {
            return null;
        }
        var settings = await db
            .Storefronts.IgnoreQueryFilters()
            .Where(x => x.StorefrontId == storefront)
            .Select(x => x.Settings)
            .FirstOrDefaultAsync(cancellation);
        var policy = await versions.FindAsync(storefront, null, now, cancellation);
        return settings is null && policy is null
            ? null
            : Of(storefront, settings, policy?.Document ?? Presets.All[Presets.Fashion], now);
    }

    public static ProblemHttpResult Unknown(string storefront) =>
        Problem.Of(
            StatusCodes.Status404NotFound,
            "not_found",
            $"There is no storefront '{storefront}', or it publishes no policy."
        );

    internal static PublishedPolicy Of(
        string storefront,
        StorefrontSettings? settings,
        PolicyDocument document,
        DateTimeOffset now
    )
    {
        var currency = settings?.Currency ?? "EUR";
        var remorse = FactsOf(document.Reasons.FirstOrDefault(x => !x.Quality) ?? document.Reasons[0]);
        var outcome = PolicyEvaluation.Of(remorse, document);
        var defect = document.Reasons.FirstOrDefault(x => x.Quality);
        var usual = new RuleScope(
            remorse,
            remorse.Lines[0],
            document.Reason(remorse.Lines[0].Reason)!.Quality,
            null,
            remorse.Lines[0].Paid,
            TimeZoneInfo.FindSystemTimeZoneById(remorse.TimeZone)
        );
        var windows = document
            .Windows.Where(x => x.When.WithoutSeasons().Matches(usual))
            .ToLookup(x => x.When.HasSeason);
        return new(
            settings?.Name ?? storefront,
            settings?.Country,
            currency,
            settings?.Languages ?? ["en"],
            document,
            outcome.Lines[0],
            windows[false].First().Then,
            [.. windows[true]],
            defect is null ? null : PolicyEvaluation.Of(FactsOf(defect), document).Lines[0],
            outcome.Clocks
        );

        PolicyFacts FactsOf(ReturnReason reason)
        {
            var line = new LineFacts("", 1, 1, reason.Word, Resolutions.Refund, 1, 0, 1, DeliveredAt: now);
            return new PolicyFacts(now, currency, "web", [line], SoldAt: now, Country: settings?.Country);
        }
    }
}
