using MassTransit;
using MassTransit.RetryPolicies;

namespace AfterSalesMesh.DurableMessaging.Capture;

/// <summary>
/// How often a message is tried in place before it counts as poison: an outage is waited out, however long it takes; a
/// lost race is run again at once; anything else gets a few tries.
/// </summary>
internal sealed class DurableRetryPolicy(CancellationToken stopping) : IRetryPolicy
{
    public RetryPolicyContext<T> CreatePolicyContext<T>(T context)
        where T : class, PipeContext => new PolicyContext<T>(this, context, stopping);

    public bool IsHandled(Exception exception) => true;

    public void Probe(ProbeContext context) => context.Set(new { Policy = "Durable" });

    /// <summary>The wait before the next try, or null when there is none.</summary>
    internal static TimeSpan? Next(Tries tries, Exception exception)
    {
        if (Outage.Is(exception))
        {
            return TimeSpan.FromMilliseconds(Math.Min(100 << Math.Min(tries.Outages, 6), 5000));
        }
        if (Outage.IsConflict(exception))
        {
            return tries.Conflicts < 50
                ? TimeSpan.FromMilliseconds(Random.Shared.Next(1, 5 * (tries.Conflicts + 2)))
                : null;
        }
        return tries.Faults switch
        {
            0 => TimeSpan.FromMilliseconds(50),
            1 => TimeSpan.FromMilliseconds(250),
            2 => TimeSpan.FromSeconds(1),
            _ => null,
        };
    }

    internal readonly record struct Tries(int Outages, int Conflicts, int Faults)
    {
        public Tries After(Exception exception) =>
            Outage.Is(exception) ? this with { Outages = Outages + 1 }
            : Outage.IsConflict(exception) ? this with { Conflicts = Conflicts + 1 }
            : this with { Faults = Faults + 1 };
    }

    private sealed class PolicyContext<T>(IRetryPolicy policy, T context, CancellationToken stopping)
        : BaseRetryPolicyContext<T>(policy, context)
        where T : class, PipeContext
    {
        public override bool CanRetry(Exception exception, out RetryContext<T> retryContext)
        {
            // A process that stops gives the message back; the wait must not end in the error queue.
            stopping.ThrowIfCancellationRequested();
            retryContext = CreateRetryContext(exception, stopping);
            return Next(default, exception) is not null;
        }

        protected override RetryContext<T> CreateRetryContext(
            Exception exception,
            CancellationToken cancellationToken
        ) => new TryContext<T>(Context, exception, 0, default(Tries), cancellationToken);
    }

    private sealed class TryContext<T>(
        T context,
        Exception exception,
        int count,
        Tries tries,
        CancellationToken cancellation
    ) : BaseRetryContext<T>(context, exception, count, cancellation), RetryContext<T>
        where T : class, PipeContext
    {
        public override TimeSpan? Delay => Next(tries, Exception);

        public bool CanRetry(Exception exception, out RetryContext<T> retryContext)
        {
            CancellationToken.ThrowIfCancellationRequested();
            var after = tries.After(Exception);
            retryContext = new TryContext<T>(Context, exception, RetryCount + 1, after, CancellationToken);
            return Next(after, exception) is not null;
        }
    }
}
