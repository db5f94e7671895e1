using System.Text.Json;
using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Storefronts;

/// <summary>
/// <c>PUT /v1/storefront</c>: a storefront's settings. Putting the same settings again changes nothing, but publishes them to the other services
/// again.
/// </summary>
internal static class PutStorefront
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/v1/storefront", HandleAsync)
            .RequireRoles(Roles.Admin, Roles.Settings)
            .Writes<ReturnsDb>()
            .HonoursIfMatch()
            .WithSummary("Put a storefront's settings")
            .Produces<StorefrontSettings>(StatusCodes.Status201Created)
            .Produces<StorefrontSettings>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        StorefrontSettings settings,
        HttpRequest request,
        Caller caller,
        ReturnsDb db,
        Outbox<ReturnsDb> outbox,
        CancellationToken cancellation,
        string? storefrontId = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var id) is { } refused)
        {
            return refused;
        }
        var checks = settings.Check();
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var storefront = await db.Storefronts.FirstOrDefaultAsync(x => x.StorefrontId == id, cancellation);
        if (ETag.Mismatch(request, storefront?.Version) is { } changed)
        {
            return changed;
        }
        var isNew = storefront is null;
        if (storefront is null)
        {
            db.Storefronts.Add(storefront = new Storefront { StorefrontId = id, Settings = settings });
        }
        var version = storefront.Version;
        if (!isNew && !AreEqual(storefront.Settings, settings))
        {
            storefront.Settings = settings;
            // This commit raises the version by one.
            version++;
        }
        await outbox.PublishAsync(
            new StorefrontChanged(id, version, settings.Name, settings.TimeZone, settings.Languages),
            cancellation
        );
        request.HttpContext.Response.Headers.ETag = ETag.Of(version);
        return isNew ? TypedResults.Created("/v1/storefront", settings) : TypedResults.Ok(settings);
    }

    private static bool AreEqual(StorefrontSettings one, StorefrontSettings other) =>
        JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);
}
