using System.Text.Json.Nodes;
using AfterSalesMesh.ServiceDefaults.Http;
using Microsoft.Net.Http.Headers;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// <c>GET /v1/policy/merchant-return-policy.json</c>: the policy as a <c>MerchantReturnPolicy</c> of schema.org, for search
/// engines and agents.
/// </summary>
internal static class GetMerchantReturnPolicy
{
    private const string Schema = "https://schema.org/";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/policy/merchant-return-policy.json", HandleAsync)
            .AllowAnonymous()
            .WithSummary("Get the policy as a MerchantReturnPolicy of schema.org")
            .Produces<string>(contentType: "application/ld+json")
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        string storefront,
        HttpResponse http,
        ReturnsDb db,
        PolicyVersions versions,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        if (await PublishedPolicy.FindAsync(db, versions, storefront, now, cancellation) is not { } policy)
        {
            return PublishedPolicy.Unknown(storefront);
        }
        http.Headers[HeaderNames.CacheControl] = "public, max-age=300";
        // Strings are escaped, so that the JSON can be embedded in a page.
        return Results.Text(Of(policy, DateOnly.FromDateTime(now.UtcDateTime)).ToJsonString(), "application/ld+json");
    }

    internal static JsonObject Of(PublishedPolicy policy, DateOnly today)
    {
        var answer = new JsonObject
        {
            ["@context"] = Schema.TrimEnd('/'),
            ["@type"] = "MerchantReturnPolicy",
            ["name"] = policy.Storefront,
            ["returnPolicyCategory"] = Schema + "MerchantReturnFiniteReturnWindow",
            ["merchantReturnDays"] = DaysOf(policy.Window, today),
            ["returnMethod"] = Schema + "ReturnByMail",
            ["refundType"] = RefundTypes(policy.Remorse),
            ["itemCondition"] = policy.Remorse.Required.Count > 0 ? Schema + "NewCondition" : null,
            ["returnFees"] = FeesOf(policy.Remorse),
            ["customerRemorseReturnFees"] = FeesOf(policy.Remorse),
            ["itemDefectReturnFees"] = policy.Defect is { } defect ? FeesOf(defect) : null,
            ["restockingFee"] =
                policy.Remorse.Terms.RestockingFee > 0 ? policy.Remorse.Terms.RestockingFee / 100m : null,
        };
        if (policy.Country is { } country)
        {
            answer["applicableCountry"] = country;
            answer["returnPolicyCountry"] = country;
        }
        if (Seasons(policy, today) is { Count: > 0 } seasons)
        {
            answer["returnPolicySeasonalOverride"] = seasons;
        }
        foreach (var (name, _) in answer.Where(x => x.Value is null).ToList())
        {
            answer.Remove(name);
        }
        return answer;
    }

    private static int DaysOf(WindowTerms window, DateOnly from) => window.LastDayFrom(from).DayNumber - from.DayNumber;

    private static string FeesOf(LineOutcome line) =>
        Schema + (line.ReturnPostage == Payers.Shop ? "FreeReturn" : "ReturnFeesCustomerResponsibility");

    private static JsonArray RefundTypes(LineOutcome line) =>
        [
            .. line
                .Offers.Select(x =>
                    x.Kind switch
                    {
                        OfferKinds.Refund => "FullRefund",
                        OfferKinds.StoreCredit => "StoreCreditRefund",
                        OfferKinds.Exchange when x.Available => "ExchangeRefund",
                        _ => null,
                    }
                )
                .OfType<string>()
                .Select(x => (JsonNode)(Schema + x)),
        ];

    /// <summary>The seasonal windows, each for its next occurrence.</summary>
    private static JsonArray Seasons(PublishedPolicy policy, DateOnly today)
    {
        var seasons = new JsonArray();
        foreach (var rule in policy.Seasons)
        {
            var season = (rule.When.Delivered ?? rule.When.Ordered)!;
            var end = season.To.InYear(today.Year).ToDateOnly();
            end = end >= today ? end : season.To.InYear(today.Year + 1).ToDateOnly();
            var begin = season.From.InYear(end.Year).ToDateOnly();
            begin = begin <= end ? begin : season.From.InYear(end.Year - 1).ToDateOnly();
            seasons.Add(
                new JsonObject
                {
                    ["@type"] = "MerchantReturnPolicySeasonalOverride",
                    ["startDate"] = begin.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                    ["endDate"] = end.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                    ["merchantReturnDays"] = DaysOf(rule.Then, begin),
                    ["returnPolicyCategory"] = Schema + "MerchantReturnFiniteReturnWindow",
                }
            );
        }
        return seasons;
    }
}
