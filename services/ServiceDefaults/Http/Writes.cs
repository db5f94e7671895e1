using System.Collections.Concurrent;
using System.Text.Json;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.ServiceDefaults.Http;

public static class WritesExtensions
{
    /// <summary>
    /// A route that changes something. Its handler changes <typeparamref name="TDbContext"/>, publishes through the outbox
    /// and does not save: all of it is saved here in one commit, with the answer stored under the request's
    /// <c>Idempotency-Key</c>. An answer of 400 and above commits nothing. After a concurrency conflict the handler runs again.
    /// </summary>
    public static RouteHandlerBuilder Writes<TDbContext>(this RouteHandlerBuilder route, bool keyRequired = false)
        where TDbContext : ServiceDbContext =>
        route.WithMetadata(new WritesMetadata(keyRequired)).AddEndpointFilter(new WriteFilter<TDbContext>());

    /// <summary>
    /// A route whose handler makes commits of its own, each of which is safe to repeat; the last one, with the answer, is made here as in
    /// <see cref="Writes"/>. A call that died on its way is finished by the same call again.
    /// </summary>
    public static RouteHandlerBuilder WritesInSteps<TDbContext>(
        this RouteHandlerBuilder route,
        bool keyRequired = false
    )
        where TDbContext : ServiceDbContext => route.Writes<TDbContext>(keyRequired);

    /// <summary>Says that this is the first answer again.</summary>
    public static void MarkReplayed(this HttpResponse response) => response.Headers["Idempotency-Replayed"] = "true";
}

internal sealed class WriteFilter<TDbContext> : IEndpointFilter
    where TDbContext : ServiceDbContext
{
    private const int MaxRaces = 200;

    // Less than the gateway's timeout: a caller who keeps losing conflicts is told that nothing was changed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly ConcurrentDictionary<(string Caller, string Key), bool> Running = new();

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var caller = http.RequestServices.GetRequiredService<Caller>().PersonId;
        if (http.Features.Get<IdempotencyKey>() is not { } key)
        {
            return await CommitAsync(context, next, caller, null);
        }
        if (!Running.TryAdd((caller, key.Value), true))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "request_in_progress",
                "A request with this Idempotency-Key is still running. Repeat it in a few seconds."
            );
        }
        try
        {
            return await FirstAnswerAsync(http, caller, key) ?? await CommitAsync(context, next, caller, key);
        }
        finally
        {
            Running.TryRemove((caller, key.Value), out _);
        }
    }

    private static async Task<object?> CommitAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next,
        string caller,
        IdempotencyKey? key
    )
    {
        var http = context.HttpContext;
        var db = http.RequestServices.GetRequiredService<TDbContext>();
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        var begun = time.GetTimestamp();
        for (var race = 0; ; race++)
        {
            var answer = await next(context);
            var result = answer is INestedHttpResult nested ? nested.Result : answer;
            var status = (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;
            if (status >= 400)
            {
                // It may be refused only because another replica has just carried it out.
                return key is null ? answer : await FirstAnswerAsync(http, caller, key) ?? answer;
            }
            if (key is not null)
            {
                db.IdempotencyRecords.Add(Record(http, caller, key, status, result));
            }
            try
            {
                await db.SaveChangesAsync(http.RequestAborted);
                return answer;
            }
            catch (Exception exception) when (Outage.IsConflict(exception))
            {
                db.ChangeTracker.Clear();
                await Task.Delay(Random.Shared.Next(1, 2 + race), http.RequestAborted);
                if (key is not null && await FirstAnswerAsync(http, caller, key) is { } first)
                {
                    return first;
                }
                if (race == MaxRaces || time.GetElapsedTime(begun) > Patience)
                {
                    http.Response.Headers.RetryAfter = "1";
                    return Problem.Of(
                        StatusCodes.Status503ServiceUnavailable,
                        "temporarily_unavailable",
                        "Too many requests change the same object at once. Nothing was changed: repeat this one with the same Idempotency-Key."
                    );
                }
            }
        }
    }

    private static async Task<IResult?> FirstAnswerAsync(HttpContext http, string caller, IdempotencyKey key)
    {
        var db = http.RequestServices.GetRequiredService<TDbContext>();
        var record = await db
            .IdempotencyRecords.AsNoTracking()
            .FirstOrDefaultAsync(x => x.Caller == caller && x.Key == key.Value, http.RequestAborted);
        if (record is null)
        {
            return null;
        }
        if (!record.Request.AsSpan().SequenceEqual(key.Request))
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity,
                "idempotency_key_reused",
                "This Idempotency-Key was used for another request. Use a new key for each new request."
            );
        }
        http.Response.MarkReplayed();
        if (record.Location is not null)
        {
            http.Response.Headers.Location = record.Location;
        }
        return Results.Text(record.Body, "application/json; charset=utf-8", statusCode: record.Status);
    }

    private static IdempotencyRecord Record(
        HttpContext http,
        string caller,
        IdempotencyKey key,
        int status,
        object? result
    )
    {
        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return new IdempotencyRecord
        {
            Caller = caller,
            Key = key.Value,
            Request = key.Request,
            Status = status,
            Location = result?.GetType().GetProperty("Location")?.GetValue(result) as string,
            Body = result is IValueHttpResult { Value: { } value }
                ? JsonSerializer.Serialize(value, value.GetType(), json)
                : "",
            CreatedAt = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
        };
    }
}
