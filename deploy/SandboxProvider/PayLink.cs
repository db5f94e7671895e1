using System.Net;
using System.Text;

namespace AfterSalesMesh.SandboxProvider;

/// <summary><c>/pay/{id}</c>: where a link leads its customer, who gets a page with a button, and pays with it.</summary>
internal static class PayLink
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/pay/{id}", PageAsync);
        routes.MapPost("/pay/{id}", PayAsync);
    }

    private static Task<IResult> PayAsync(string id, LinksDb db, HttpContext http, TimeProvider time) =>
        PaymentLinks.AloneAsync(async () =>
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
            var declines = link.Order.EndsWith("-declined", StringComparison.Ordinal);
            link.Status = declines ? SandboxLink.Declined : SandboxLink.Paid;
            link.Payment = $"pay_{Guid.CreateVersion7(time.GetUtcNow()):N}";
            await db.SaveChangesAsync();
            return Results.Ok(LinkAnswer.Of(link, http.Request));
        });

    private static async Task<IResult> PageAsync(string id, LinksDb db)
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
