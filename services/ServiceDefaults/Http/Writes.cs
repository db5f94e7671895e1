using System.Collections.Concurrent;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.ServiceDefaults.Http;

public static class WritesExtensions
{
    /// <summary>
    /// For a route that changes data. The handler changes <typeparamref name="TDbContext"/> and publishes through the outbox,
    /// but does not save: its changes and its answer (under the request's <c>Idempotency-Key</c>) are saved here in one commit. An
    /// answer of 400 and above commits nothing. After a concurrency conflict the handler runs again.
    /// </summary>
    /// <param name="route">The route.</param>
    /// <param name="keyRequired">True when an <c>Idempotency-Key</c> must be sent.</param>
    /// <param name="keyInBody">
    /// True when the body has a key of its own, by which the handler repeats its answer; an <c>Idempotency-Key</c> is then
    /// ignored, so that the answer is stored once.
    /// </param>
    public static RouteHandlerBuilder Writes<TDbContext>(
        this RouteHandlerBuilder route,
        bool keyRequired = false,
        bool keyInBody = false
    )
        where TDbContext : ServiceDbContext =>
        route.WithMetadata(new WritesMetadata(keyRequired, keyInBody)).AddEndpointFilter(new WriteFilter<TDbContext>());

    /// <summary>
    /// For a route whose handler makes commits of its own, each safe to repeat. The last commit, with the answer, is made as in
    /// <see cref="Writes"/>. Repeating the call continues one that was interrupted.
    /// </summary>
    public static RouteHandlerBuilder WritesInSteps<TDbContext>(
        this RouteHandlerBuilder route,
        bool keyRequired = false
    )
        where TDbContext : ServiceDbContext => route.Writes<TDbContext>(keyRequired);

    /// <summary>Marks the response as a repeated earlier answer.</summary>
    public static void MarkReplayed(this HttpResponse response) => response.Headers["Idempotency-Replayed"] = "true";
}

internal sealed class WriteFilter<TDbContext> : IEndpointFilter
    where TDbContext : ServiceDbContext
{
    private const int MaxConflictRetries = 60;

    // Less than the gateway's timeout, so that the caller learns that nothing was changed.
    private static readonly TimeSpan RetryTimeout = TimeSpan.FromSeconds(15);
    private static readonly ConcurrentDictionary<(string Caller, string Key), bool> Running = new();

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var db = http.RequestServices.GetRequiredService<TDbContext>();
        if (http.Features.Get<IdempotencyKey>() is not { } key)
        {
            return await CommitAsync(context, next, db, null);
        }
        var request = (http.RequestServices.GetRequiredService<Caller>().PersonId, key.Value);
        if (!Running.TryAdd(request, true))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "request_in_progress",
                "A request with this Idempotency-Key is still running. Repeat it in a few seconds."
            );
        }
        try
        {
            var answers = new IdempotentAnswers(http, db, key);
            return await answers.FindAsync() ?? await CommitAsync(context, next, db, answers);
        }
        finally
        {
            Running.TryRemove(request, out _);
        }
    }

    private static async Task<object?> CommitAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next,
        TDbContext db,
        IdempotentAnswers? answers
    )
    {
        var http = context.HttpContext;
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        var begun = time.GetTimestamp();
        for (var retry = 0; ; retry++)
        {
            var answer = (IResult)(await next(context))!;
            var result = answer is INestedHttpResult nested ? nested.Result : answer;
            if (result is IStatusCodeHttpResult { StatusCode: >= 400 })
            {
                // The request may be refused because another replica has carried out the same request meanwhile.
                return answers is null ? answer : await answers.FindAsync() ?? answer;
            }
            if (answers is not null)
            {
                await answers.AddAsync(result);
            }
            try
            {
                await db.SaveChangesAsync(http.RequestAborted);
                return answer;
            }
            catch (Exception exception) when (Outage.IsConflict(exception))
            {
                db.ChangeTracker.Clear();
                // Waits longer each time: of many that change one object at once, most would only conflict again.
                await Task.Delay(Random.Shared.Next(1, 5 << Math.Min(retry, 7)), http.RequestAborted);
                if (answers is not null && await answers.FindAsync() is { } first)
                {
                    return first;
                }
                if (retry == MaxConflictRetries || time.GetElapsedTime(begun) > RetryTimeout)
                {
                    http.Response.Headers.RetryAfter = "1";
                    return Problem.Of(
                        StatusCodes.Status503ServiceUnavailable,
                        "temporarily_unavailable",
                        "Too many requests are changing the same object at once. Nothing was changed: repeat this one with the same Idempotency-Key."
                    );
                }
            }
        }
    }
}
