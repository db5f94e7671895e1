using System.Net;
using System.Text;

namespace AfterSalesMesh.SandboxProvider;

/// <summary><c>/pay/{id}</c>: the page behind a payment link, with a button by which the customer pays.</summary>
internal static class PayLink
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/pay/{id}", PageAsync);
        routes.MapPost("/pay/{id}", PayAsync);
    }

    private static Task<IResult> PayAsync(string id, SandboxDb db, HttpContext http, TimeProvider time) =>
        SandboxDb.AloneAsync(async () =>
        {
            var link = await db.Links.FindAsync(id);
            if (link is null)
            {
                return Results.NotFound();
            }
            if (link.Status != SandboxLink.Open)
            {
                return Results.Problem($"This link is {link.Status}.", statusCode: 409);
            }
            link.Status = Faults.Has(link.Order, "-declined") ? SandboxLink.Declined : SandboxLink.Paid;
            link.PaidAt = time.GetUtcNow();
            link.Payment = $"pay_{Guid.CreateVersion7(link.PaidAt.Value):N}";
            await db.SaveChangesAsync();
            return Results.Ok(LinkAnswer.Of(link, http.Request));
        });

    private static async Task<IResult> PageAsync(string id, SandboxDb db)
    {
        if (await db.Links.FindAsync(id) is not { } link)
        {
            return Results.NotFound();
        }
        var text = WebUtility.HtmlEncode($"{link.Description}: {link.Amount} {link.Currency} (minor units)");
        var button = link.Status == SandboxLink.Open ? "<form method=post><button>Pay</button></form>" : link.Status;
        return Results.Text($"<!doctype html><title>Sandbox</title><p>{text}</p>{button}", "text/html", Encoding.UTF8);
    }
}
