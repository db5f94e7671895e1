using System.Threading.RateLimiting;

namespace AfterSalesMesh.Gateway.Limits;

/// <summary>
/// Limits how many unknown keys an address may try, as each costs a query of the gateway's database, which all callers share.
/// Only a few are looked up at a time, so that parallel requests cannot exceed the limit by much. Known keys are not counted,
/// and a key that was valid within the last hour is not limited.
/// </summary>
internal sealed class UnknownKeyLimit : IDisposable
{
    public const int InOneWindow = 100;
    public const int WindowSeconds = 10;
    private const int ParallelLookups = 8;
    private const int WaitingLookups = 1000;

    private readonly PartitionedRateLimiter<HttpContext> _unknown = PartitionedRateLimiter.Create<HttpContext, string>(
        context =>
            RateLimitPartition.GetFixedWindowLimiter(
                ClientAddress.Of(context),
                _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = InOneWindow,
                    Window = TimeSpan.FromSeconds(WindowSeconds),
                }
            )
    );

    private readonly PartitionedRateLimiter<string> _lookups = PartitionedRateLimiter.Create<string, string>(who =>
        RateLimitPartition.GetConcurrencyLimiter(
            who,
            _ => new ConcurrencyLimiterOptions { PermitLimit = ParallelLookups, QueueLimit = WaitingLookups }
        )
    );

    /// <summary>Waits until a key may be looked up; disposing the lease lets the next one proceed.</summary>
    /// <param name="who">The callers who take turns: those of one address, or of one key.</param>
    /// <param name="cancellation">Ends with the request.</param>
    public ValueTask<RateLimitLease> WaitAsync(string who, CancellationToken cancellation) =>
        _lookups.AcquireAsync(who, cancellationToken: cancellation);

    /// <summary>True when a key from this request's address may be looked up.</summary>
    public bool Allows(HttpContext context)
    {
        using var lease = _unknown.AttemptAcquire(context, permitCount: 0);
        return lease.IsAcquired;
    }

    /// <summary>Counts a key that was looked up and is unknown.</summary>
    public void Count(HttpContext context) => _unknown.AttemptAcquire(context).Dispose();

    public void Dispose()
    {
        _unknown.Dispose();
        _lookups.Dispose();
    }
}
