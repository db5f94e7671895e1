using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Csv;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>
/// Imports a settlement file while it is being uploaded. No <c>Idempotency-Key</c> is needed: rows that were imported before are recognized, and
/// uploading the same file again changes nothing.
/// </summary>
internal static class PostSettlement
{
    /// <summary>The gateway has the same limit.</summary>
    private const long MaxBytes = 2L * 1024 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/settlements", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .WithMetadata(new SizeLimit(MaxBytes))
            .Accepts<string>("text/csv")
            .WithSummary(
                "Upload a provider's settlement file (CSV); uploading it again changes nothing, or continues an interrupted upload"
            )
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status415UnsupportedMediaType, "unsupported_charset")
            .Problems(StatusCodes.Status422UnprocessableEntity, "not_a_settlement");

    private static async Task<Results<Ok<SettlementDetail>, Created<SettlementDetail>, ProblemHttpResult>> HandleAsync(
        HttpRequest request,
        RefundDb db,
        SettlementImport import,
        SettlementFormats formats,
        Caller caller,
        CancellationToken cancellation,
        string? provider = null,
        string? storefrontId = null,
        string? fileName = null
    )
    {
        var checks = new Checks();
        checks.That(
            provider is not null && formats.ByProvider.ContainsKey(provider),
            "provider",
            $"must be one of {string.Join(", ", formats.ByProvider.Keys.Order(StringComparer.Ordinal))}"
        );
        checks.OptionalText(fileName, "fileName", 200);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        if (!FileEncoding.TryOf(request.ContentType, out var encoding))
        {
            return Problem.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "unsupported_charset",
                "The charset of Content-Type is unknown: use a name registered with IANA, for example windows-1252, gb18030 or utf-8."
            );
        }
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var upload = new Upload(
            storefront,
            provider!.ToLowerInvariant(),
            fileName,
            caller.PersonId,
            caller.PersonName,
            encoding
        );
        var (settlement, isRepeated, refusal) = await import.RunAsync(upload, request.BodyReader, cancellation);
        if (settlement is null)
        {
            return Problem.Of(StatusCodes.Status422UnprocessableEntity, "not_a_settlement", refusal!);
        }
        var detail = await SettlementDetail.OfAsync(db, settlement, cancellation);
        return isRepeated
            ? TypedResults.Ok(detail with { Repeated = true })
            : TypedResults.Created($"/v1/settlements/{settlement.Id}", detail);
    }

    private sealed record SizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
