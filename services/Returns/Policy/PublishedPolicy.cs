using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Storefronts;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>The published part of a storefront's policy, for people and machines, read from the same document that decides.</summary>
/// <param name="Storefront">The storefront's name.</param>
/// <param name="Country">The storefront's country; null: it has put no settings.</param>
/// <param name="Remorse">The decision on a usual line that comes back because the customer changed their mind.</param>
/// <param name="Window">The window of such a line, outside the seasons.</param>
/// <param name="Seasons">The seasonal windows of such a line.</param>
/// <param name="Defect">The decision on a defective line; null: the policy has no such reason.</param>
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
    /// <summary>Finds the policy of a storefront that has put settings or a policy.</summary>
    /// <param name="storefront">The storefront's id from an anonymous request.</param>
    public static async Task<PublishedPolicy?> FindAsync(
        ReturnsDb db,
        PolicyVersions versions,
        string storefront,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
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
