using System.Text.Json;
using AfterSalesMesh.Returns.Storefronts;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>Finds the policy in effect. Documents never change, so a parsed one stays in memory while there is space for it.</summary>
internal sealed class PolicyVersions(ReturnsDb db)
{
    /// <summary>The maximum length of the text of all documents kept in memory: a storefront may have a policy for each company.</summary>
    public const int MaxCachedText = 16 * 1024 * 1024;

    private static readonly MemoryCache Cache = new(
        new MemoryCacheOptions { SizeLimit = MaxCachedText, TrackStatistics = true }
    );

    internal static long CachedText => Cache.GetCurrentStatistics()!.CurrentEstimatedSize!.Value;

    /// <summary>
    /// The policy of a storefront, or of a company that has one of its own. A storefront that has put no policy begins with the first
    /// preset, which becomes its version 1 in the caller's commit.
    /// </summary>
    public async Task<EffectivePolicy> InEffectAsync(
        string storefront,
        string? company,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        if (await FindAsync(storefront, company, at, cancellation) is { } found)
        {
            return found;
        }
        var last = await LastNumberAsync(storefront, "", cancellation);
        var first = Make(storefront, "", last + 1, at, Presets.All[Presets.Fashion], at);
        db.PolicyVersions.Add(first);
        var settings = await db
            .Storefronts.IgnoreQueryFilters()
            .Where(x => x.StorefrontId == storefront)
            .Select(x => x.Settings)
            .FirstOrDefaultAsync(cancellation);
        return Of(first.Id, first.Number, "", at, Presets.All[Presets.Fashion], settings);
    }

    /// <summary>The same; null if the storefront has put no policy.</summary>
    public async Task<EffectivePolicy?> FindAsync(
        string storefront,
        string? company,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        // Empty sorts first: a company's own policy comes before the storefront's.
        var found = await db
            .PolicyVersions.IgnoreQueryFilters()
            .Where(x => x.StorefrontId == storefront && x.EffectiveFrom <= at)
            .Where(x => x.Company == "" || x.Company == company)
            .OrderByDescending(x => x.Company)
            .ThenByDescending(x => x.EffectiveFrom)
            .ThenByDescending(x => x.Number)
            .Select(x => new
            {
                x.Id,
                x.Number,
                x.Company,
                x.EffectiveFrom,
                Settings = db
                    .Storefronts.Where(y => y.StorefrontId == storefront)
                    .Select(y => y.Settings)
                    .FirstOrDefault(),
            })
            .FirstOrDefaultAsync(cancellation);
        return found is null
            ? null
            : Of(
                found.Id,
                found.Number,
                found.Company,
                found.EffectiveFrom,
                await DocumentAsync(found.Id, cancellation),
                found.Settings
            );
    }

    /// <summary>The version of a decision.</summary>
    /// <param name="timeZone">The storefront's time zone when the decision was made.</param>
    public async Task<EffectivePolicy> GetAsync(
        string storefront,
        string company,
        int number,
        string timeZone,
        CancellationToken cancellation
    )
    {
        var found = await db
            .PolicyVersions.Where(x => x.StorefrontId == storefront && x.Company == company && x.Number == number)
            .Select(x => new { x.Id, x.EffectiveFrom })
            .FirstAsync(cancellation);
        var settings = await db
            .Storefronts.Where(x => x.StorefrontId == storefront)
            .Select(x => x.Settings)
            .FirstOrDefaultAsync(cancellation);
        return new(
            found.Id,
            number,
            company,
            found.EffectiveFrom,
            await DocumentAsync(found.Id, cancellation),
            timeZone,
            settings?.Country
        );
    }

    public Task<int> LastNumberAsync(string storefront, string company, CancellationToken cancellation) =>
        db
            .PolicyVersions.Where(x => x.StorefrontId == storefront && x.Company == company)
            .Select(x => x.Number)
            .OrderByDescending(x => x)
            .FirstOrDefaultAsync(cancellation);

    /// <param name="by">The person who puts it; null: the product itself.</param>
    public static PolicyVersion Make(
        string storefront,
        string company,
        int number,
        DateTimeOffset effectiveFrom,
        PolicyDocument document,
        DateTimeOffset now,
        Caller? by = null
    ) =>
        new()
        {
            // The preset that a storefront begins with comes before the version that is put in the same commit.
            Id = Guid.CreateVersion7(by is null ? now.AddMilliseconds(-1) : now),
            StorefrontId = storefront,
            Company = company,
            Number = number,
            EffectiveFrom = effectiveFrom,
            Name = document.Name,
            Document = JsonSerializer.Serialize(document, PolicyJson.Options),
            PutAt = now,
            PutBy = by?.PersonId,
            PutByName = by?.PersonName,
        };

    private static EffectivePolicy Of(
        Guid id,
        int number,
        string company,
        DateTimeOffset from,
        PolicyDocument document,
        StorefrontSettings? settings
    ) => new(id, number, company, from, document, settings?.TimeZone ?? PolicyFacts.DefaultTimeZone, settings?.Country);

    private async Task<PolicyDocument> DocumentAsync(Guid id, CancellationToken cancellation)
    {
        if (Cache.TryGetValue(id, out PolicyDocument? cached))
        {
            return cached!;
        }
        var text = await db
            .PolicyVersions.IgnoreQueryFilters()
            .Where(x => x.Id == id)
            .Select(x => x.Document)
            .FirstAsync(cancellation);
        var document = JsonSerializer.Deserialize<PolicyDocument>(text, PolicyJson.Options)!;
        return Cache.Set(id, document, new MemoryCacheEntryOptions { Size = text.Length });
    }
}

/// <param name="Number">The version's number, which is stored with its decisions.</param>
/// <param name="Company">The company; empty: the storefront's own policy.</param>
/// <param name="TimeZone">The storefront's time zone.</param>
/// <param name="Country">The storefront's country; null: it has put no settings.</param>
internal sealed record EffectivePolicy(
    Guid Id,
    int Number,
    string Company,
    DateTimeOffset EffectiveFrom,
    PolicyDocument Document,
    string TimeZone = PolicyFacts.DefaultTimeZone,
    string? Country = null
);
