using System.Globalization;
using System.Threading.RateLimiting;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.RateLimiting;

namespace AfterSalesMesh.Gateway.Limits;

/// <summary>So many requests a second for each key, twice that at once; whoever has no key shares by address.</summary>
internal static class RequestRate
{
    public static void AddRequestRate(this IServiceCollection services, int perSecond)
    {
        if (perSecond == 0)
        {
            return;
        }
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                RateLimitPartition.GetTokenBucketLimiter(
                    context.User.Identity?.Name ?? $"{context.Connection.RemoteIpAddress}",
                    _ => new TokenBucketRateLimiterOptions
                    {
                        TokensPerPeriod = perSecond,
                        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                        TokenLimit = 2 * perSecond,
                    }
                )
            );
            limiter.OnRejected = (rejected, _) => RefuseAsync(rejected, perSecond);
        });
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, int perSecond)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time)
            ? Math.Ceiling(time.TotalSeconds)
            : 1;
        rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(wait, 1).ToString(CultureInfo.InvariantCulture);
        await Problem
            .Of(
                StatusCodes.Status429TooManyRequests,
                "too_many_requests",
                $"This key may send {perSecond} requests a second, and twice that at once. Wait as long as Retry-After says."
            )
            .ExecuteAsync(rejected.HttpContext);
    }
}
