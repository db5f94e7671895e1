using Microsoft.EntityFrameworkCore;
using static AfterSalesMesh.SandboxProvider.Faults;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>
/// <c>/v1/payment-links</c>: links that move no money. An order number that ends in <c>-slow</c>, <c>-silent-once</c> or
/// <c>-down-once</c> does the same as for refunds; with <c>-declined</c> the customer's bank does not pay, with
/// <c>-rejected</c> no link is made.
/// </summary>
internal static class PaymentLinks
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/payment-links", CreateAsync);
        routes.MapGet("/v1/payment-links/{id}", (string id, SandboxDb db, HttpContext http) => GetAsync(id, db, http));
        routes.MapPost("/v1/payment-links/{id}/close", CloseAsync);
    }

    private static async Task<IResult> CreateAsync(
        LinkRequest request,
        HttpContext http,
        SandboxDb db,
        Faults faults,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (SandboxApp.KeyOf(http.Request) is not { } key)
        {
            return SandboxApp.KeyIsNeeded();
        }
        if (request is not { Reference.Length: > 0, Order.Length: > 0, Currency.Length: 3, Amount: > 0 })
        {
            return Results.Problem("reference, order, amount (above 0) and currency are required.", statusCode: 400);
        }
        if (Has(request.Order, "-rejected"))
        {
            return Results.Problem("The sandbox makes no payment link for this order.", statusCode: 422);
        }
        await faults.DelayAsync(request.Order, cancellation);
        if (faults.IsDown(request.Order, key))
        {
            return SandboxApp.TemporarilyDown();
        }
        var (link, isFirst) = await SandboxDb.AloneAsync(() => TakeAsync(db, key, request, time.GetUtcNow()));
        if (link.Reference != request.Reference || link.Amount != request.Amount || link.Currency != request.Currency)
        {
            return SandboxApp.KeyWasReused();
        }
        if (isFirst && Has(request.Order, "-silent-once"))
        {
            http.Abort();
            return Results.Empty;
        }
        return Results.Created($"/v1/payment-links/{link.Id}", LinkAnswer.Of(link, http.Request));
    }

    private static async Task<(SandboxLink Link, bool IsFirst)> TakeAsync(
        SandboxDb db,
        string key,
        LinkRequest request,
        DateTimeOffset now
    )
    {
        if (await db.Links.FirstOrDefaultAsync(x => x.IdempotencyKey == key) is { } known)
        {
            return (known, false);
        }
        var link = new SandboxLink
        {
            Id = $"pl_{Guid.CreateVersion7(now):N}",
            IdempotencyKey = key,
            Reference = request.Reference,
            Order = request.Order,
            Amount = request.Amount,
            Currency = request.Currency,
            Description = request.Description ?? request.Order,
        };
        db.Links.Add(link);
        await db.SaveChangesAsync();
        return (link, true);
    }

    private static Task<IResult> CloseAsync(string id, SandboxDb db, HttpContext http) =>
        SandboxDb.AloneAsync(async () =>
        {
            if (await db.Links.FindAsync(id) is { Status: SandboxLink.Open } open)
            {
                open.Status = SandboxLink.Closed;
                await db.SaveChangesAsync();
            }
            return await GetAsync(id, db, http);
        });

    private static async Task<IResult> GetAsync(string id, SandboxDb db, HttpContext http) =>
        await db.Links.FindAsync(id) is { } link ? Results.Ok(LinkAnswer.Of(link, http.Request)) : Results.NotFound();
}

internal sealed record LinkRequest(string Reference, string Order, long Amount, string Currency, string? Description);

/// <param name="Url">The page on which the customer pays.</param>
internal sealed record LinkAnswer(
    string Id,
    string Reference,
    string Url,
    string Status,
    long Amount,
    string Currency,
    string? Payment
)
{
    public static LinkAnswer Of(SandboxLink link, HttpRequest request) =>
        new(
            link.Id,
            link.Reference,
            $"{request.Scheme}://{request.Host}/pay/{link.Id}",
            link.Status,
            link.Amount,
            link.Currency,
            link.Status == SandboxLink.Paid ? link.Payment : null
        );
}
