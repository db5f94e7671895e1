using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>
/// <c>/v1/payment-links</c>: links by which nobody pays anything. An order number that ends
/// in <c>-slow</c>, <c>-silent-once</c> or <c>-down-once</c> is what it is for refunds; with
/// <c>-declined</c> the bank does not pay, with <c>-rejected</c> there is no link.
/// </summary>
internal static class PaymentLinks
{
    // One at a time, as with refunds: one key makes one link, and what is paid is not closed unpaid.
    private static readonly SemaphoreSlim Gate = new(1);
    private static readonly ConcurrentDictionary<string, bool> WasDown = new(StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/payment-links", MakeAsync);
        routes.MapGet("/v1/payment-links/{id}", (string id, LinksDb db, HttpContext http) => TellAsync(id, db, http));
        routes.MapPost("/v1/payment-links/{id}/close", CloseAsync);
    }

    private static async Task<IResult> MakeAsync(
        LinkRequest request,
        HttpContext http,
        LinksDb db,
        Slowness slowness,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > 200)
        {
            return Results.Problem("A header Idempotency-Key of 1 to 200 characters is needed.", statusCode: 400);
        }
        if (request is not { Reference.Length: > 0, Order.Length: > 0, Currency.Length: 3, Amount: > 0 })
        {
            return Results.Problem("reference, order, amount (above 0) and currency are needed.", statusCode: 400);
        }
        bool Is(string fault) => request.Order.EndsWith(fault, StringComparison.Ordinal);
        if (Is("-rejected"))
        {
            return Results.Problem("No link is made for such an order.", statusCode: 422);
        }
        if (Is("-slow"))
        {
            await Task.Delay(slowness.Delay, time, cancellation);
        }
        if (Is("-down-once") && WasDown.TryAdd(key, true))
        {
            return Results.Problem("Down for a moment.", statusCode: 503);
        }
        var isFirst = false;
        var link = await AloneAsync(async () =>
        {
            if (await db.Links.FirstOrDefaultAsync(x => x.IdempotencyKey == key) is { } known)
            {
                return known;
            }
            isFirst = true;
            var made = new SandboxLink
            {
                Id = $"pl_{Guid.CreateVersion7(time.GetUtcNow()):N}",
                IdempotencyKey = key,
                Reference = request.Reference,
                Order = request.Order,
                Amount = request.Amount,
                Currency = request.Currency,
                Description = request.Description ?? request.Order,
            };
            db.Links.Add(made);
            await db.SaveChangesAsync();
            return made;
        });
        if (link.Reference != request.Reference || link.Amount != request.Amount || link.Currency != request.Currency)
        {
            return Results.Problem("This Idempotency-Key was used for another request.", statusCode: 422);
        }
        if (isFirst && Is("-silent-once"))
        {
            http.Abort();
            return Results.Empty;
        }
        return Results.Created($"/v1/payment-links/{link.Id}", LinkAnswer.Of(link, http.Request));
    }

    private static Task<IResult> CloseAsync(string id, LinksDb db, HttpContext http) =>
        AloneAsync(async () =>
        {
            if (await db.Links.FindAsync(id) is { Status: SandboxLink.Open } open)
            {
                open.Status = SandboxLink.Closed;
                await db.SaveChangesAsync();
            }
            return await TellAsync(id, db, http);
        });

    private static async Task<IResult> TellAsync(string id, LinksDb db, HttpContext http) =>
        await db.Links.FindAsync(id) is { } link ? Results.Ok(LinkAnswer.Of(link, http.Request)) : Results.NotFound();

    // Not cancelled by a caller who has gone: what was begun is done.
    internal static async Task<T> AloneAsync<T>(Func<Task<T>> work)
    {
        await Gate.WaitAsync(CancellationToken.None);
        try
        {
            return await work();
        }
        finally
        {
            Gate.Release();
        }
    }
}

internal sealed record LinkRequest(string Reference, string Order, long Amount, string Currency, string? Description);
