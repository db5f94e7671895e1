using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>
/// <c>GET /v1/credit-notes/{number}</c> and <c>GET /v1/refunds/{id}/credit-note</c> (the last one): as JSON, or as a page to
/// print for clients that prefer <c>text/html</c>.
/// </summary>
internal static class GetCreditNote
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Describe(routes.MapGet("/v1/credit-notes/{number}", ByNumberAsync), "Get a credit note as JSON or as a page");
        Describe(
            routes.MapGet("/v1/refunds/{id:guid}/credit-note", OfRefundAsync).WithName("getCreditNoteOfRefund"),
            "Get the last credit note of a refund as JSON or as a page"
        );
    }

    private static void Describe(RouteHandlerBuilder route, string summary) =>
        route
            .RequireRoles(Roles.Storefront, Roles.Finance, Roles.Admin)
            .WithSummary(summary)
            .Produces<CreditNoteResponse>(StatusCodes.Status200OK, "application/json", "text/html")
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> ByNumberAsync(
        RefundDb db,
        HttpContext http,
        string number,
        CancellationToken cancellation
    )
    {
        if (!CreditNoteNumber.TryParse(number, out var storefront, out var serial))
        {
            return Problem.NotFound("credit note");
        }
        var note = await db
            .CreditNotes.AsNoTracking()
            .FirstOrDefaultAsync(x => x.StorefrontId == storefront && x.Serial == serial, cancellation);
        return await AnswerAsync(db, http, note, cancellation);
    }

    private static async Task<IResult> OfRefundAsync(
        RefundDb db,
        HttpContext http,
        IOptions<CreditNoteSettings> settings,
        Guid id,
        CancellationToken cancellation
    )
    {
        var note = await db
            .CreditNotes.AsNoTracking()
            .Where(x => x.RefundId == id)
            .OrderByDescending(x => x.Ordinal)
            .FirstOrDefaultAsync(cancellation);
        return note is null && await WaitingAsync(db, settings.Value, id, cancellation) is { } waiting
            ? waiting
            : await AnswerAsync(db, http, note, cancellation);
    }

    /// <summary>The answer for a note that waits for an issuer; null: there is none.</summary>
    private static async Task<IResult?> WaitingAsync(
        RefundDb db,
        CreditNoteSettings settings,
        Guid refund,
        CancellationToken cancellation
    )
    {
        // Notes are written in their order: while none is, only the first can be owed.
        var first = CreditNote.IdOf(refund, 1);
        var owed = await db.OwedCreditNotes.AsNoTracking().FirstOrDefaultAsync(x => x.Id == first, cancellation);
        return owed is null || settings.IssuerOf(owed.StorefrontId) is not null
            ? null
            : Problem.Of(
                StatusCodes.Status404NotFound,
                "not_found",
                $"The credit note waits until its issuer is configured: Refund:CreditNotes:Issuers:{owed.StorefrontId}, or :Issuer for all storefronts."
            );
    }

    private static async Task<IResult> AnswerAsync(
        RefundDb db,
        HttpContext http,
        CreditNote? note,
        CancellationToken cancellation
    )
    {
        if (note is null)
        {
            return Problem.NotFound("credit note");
        }
        ReturnTrace.Tag(note.ReturnId);
        var others = await OthersOf(db, note.RefundId, note.Id).ToListAsync(cancellation);
        var response = CreditNoteResponse.Of(note, others);
        http.Response.Headers.Vary = "Accept, Accept-Language";
        http.Response.Headers.CacheControl = "private, no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (!WantsPage(http.Request))
        {
            return TypedResults.Ok(response);
        }
        var language = CreditNotePage.LanguageOf(http.Request.GetTypedHeaders().AcceptLanguage);
        http.Response.Headers.ContentSecurityPolicy = CreditNotePage.Policy;
        http.Response.Headers.ContentLanguage = language;
        return TypedResults.Content(CreditNotePage.Write(response, language), "text/html; charset=utf-8");
    }

    /// <summary>The other notes of a refund, without their lines, oldest first.</summary>
    internal static IQueryable<OtherNote> OthersOf(RefundDb db, Guid refund, Guid note) =>
        db
            .CreditNotes.Where(x => x.RefundId == refund && x.Id != note)
            .OrderBy(x => x.Ordinal)
            .Select(x => new OtherNote(x.Serial, x.Ordinal, x.Amount));

    /// <summary>True when the client names HTML and prefers it to JSON. Clients that accept anything get JSON.</summary>
    private static bool WantsPage(HttpRequest request)
    {
        var accept = request.GetTypedHeaders().Accept;
        double Preference(string type) =>
            accept.Where(x => x.MediaType == type).Select(x => x.Quality ?? 1).DefaultIfEmpty(0).Max();
        return Preference("text/html") > 0 && Preference("text/html") >= Preference("application/json");
    }
}
