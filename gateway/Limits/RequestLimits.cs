using System.Globalization;
using System.Threading.RateLimiting;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.RateLimiting;

namespace AfterSalesMesh.Gateway.Limits;

/// <summary>
/// Two limits: requests per second for each person, and requests running at once for each storefront or member of staff. The
/// second keeps one storefront's heavy requests from stalling the others: further requests wait in a queue, and are refused when
/// it is full. Callers without a key are counted by address.
/// </summary>
internal static class RequestLimits
{
    private const int WaitingForEachRunning = 8;

    public static void AddRequestLimits(this IServiceCollection services, GatewaySettings settings) =>
        services.AddRateLimiter(limiter =>
        {
            var (perSecond, running) = (settings.RequestsPerSecond, settings.ConcurrentRequests);
            // Concurrency first, so that a request counts against the rate when it leaves the queue.
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(Concurrency(running), Rate(perSecond));
            limiter.OnRejected = (rejected, _) => RefuseAsync(rejected, perSecond, running);
        });

    private static PartitionedRateLimiter<HttpContext> Rate(int perSecond) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            perSecond == 0
                ? RateLimitPartition.GetNoLimiter("")
                : RateLimitPartition.GetTokenBucketLimiter(
                    context.User.Identity?.Name ?? ClientAddress.Of(context),
                    _ => new TokenBucketRateLimiterOptions
                    {
                        TokensPerPeriod = perSecond,
                        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                        TokenLimit = 2 * perSecond,
                    }
                )
        );

    private static PartitionedRateLimiter<HttpContext> Concurrency(int running) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            running == 0
                ? RateLimitPartition.GetNoLimiter("")
                : RateLimitPartition.GetConcurrencyLimiter(
                    StorefrontOrPerson(context),
                    _ => new ConcurrencyLimiterOptions
                    {
                        PermitLimit = running,
                        QueueLimit = WaitingForEachRunning * running,
                    }
                )
        );

    private static string StorefrontOrPerson(HttpContext context)
    {
        if (context.User.Identity is not { IsAuthenticated: true })
        {
            return ClientAddress.Of(context);
        }
        var caller = Caller.From(context.User);
        return caller.Roles.Contains(Roles.Storefront) ? $"storefront {caller.StorefrontId}" : caller.PersonId;
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, int perSecond, int running)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time)
            ? Math.Ceiling(time.TotalSeconds)
            : 1;
        rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(wait, 1).ToString(CultureInfo.InvariantCulture);
        List<string> limits = [];
        if (perSecond > 0)
        {
            limits.Add($"send {perSecond} requests a second, and twice that at once");
        }
        if (running > 0)
        {
            limits.Add($"have {running} running and {WaitingForEachRunning * running} waiting for its storefront");
        }
        await Problem
            .Of(
                StatusCodes.Status429TooManyRequests,
                "too_many_requests",
                $"This key may {string.Join("; it may ", limits)}. Retry after the time in Retry-After."
            )
            .ExecuteAsync(rejected.HttpContext);
    }
}
