using System.Diagnostics.Metrics;
using MassTransit;
using MassTransit.RetryPolicies;

namespace AfterSalesMesh.DurableMessaging.Capture;

/// <summary>
/// How often a message is retried in place before it has failed for good: as long as an outage lasts, many times at once
/// after a lost race, and a few times otherwise. After a crash the broker delivers the message again.
/// </summary>
internal sealed class DurableRetryPolicy(CancellationToken stopping) : IRetryPolicy
{
    private static readonly Meter Meter = new(Tracing.Source);
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "durable_messaging.retries",
        "{retry}",
        "Messages retried in place"
    );

    private const string Answered = "the database answered";
    private const int MaxWhileAnswering = 10;

    public RetryPolicyContext<T> CreatePolicyContext<T>(T context)
        where T : class, PipeContext => new PolicyContext<T>(this, context, stopping);

    public bool IsHandled(Exception exception) => true;

    public void Probe(ProbeContext context) => context.Set(new { Policy = "Durable" });

    /// <summary>The wait before the next try, or null when there is none.</summary>
    internal static TimeSpan? Next(Tries tries, Exception exception)
    {
        if (Outage.Is(exception))
        {
            if (DatabaseAnswered(exception) && tries.Answered >= MaxWhileAnswering)
            {
                return null;
            }
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

    /// <summary>
    /// Marks an exception during which the database answered another query: the apparent outage may be caused by this message alone.
    /// </summary>
    public static void MarkAnswered(Exception exception) => exception.Data[Answered] = true;

    private static bool DatabaseAnswered(Exception exception) => exception.Data.Contains(Answered);

    private static bool MayRetry(Tries tries, Exception exception, PipeContext context)
    {
        if (Next(tries, exception) is null)
        {
            return false;
        }
        var kind =
            Outage.Is(exception) ? "outage"
            : Outage.IsConflict(exception) ? "conflict"
            : "fault";
        var queue = (context as ConsumeContext)?.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1];
        Retries.Add(1, new("kind", kind), new("messaging.destination.name", queue));
        return true;
    }

    internal readonly record struct Tries(int Outages, int Answered, int Conflicts, int Faults)
    {
        public Tries After(Exception exception) =>
            Outage.Is(exception)
                ? this with
                {
                    Outages = Outages + 1,
                    Answered = Answered + (DatabaseAnswered(exception) ? 1 : 0),
                }
            : Outage.IsConflict(exception) ? this with { Conflicts = Conflicts + 1 }
            : this with { Faults = Faults + 1 };
    }

    private sealed class PolicyContext<T>(IRetryPolicy policy, T context, CancellationToken stopping)
        : BaseRetryPolicyContext<T>(policy, context)
        where T : class, PipeContext
    {
        public override bool CanRetry(Exception exception, out RetryContext<T> retryContext)
        {
            // When the process stops, the message goes back to the broker: it must not become a failure.
            stopping.ThrowIfCancellationRequested();
            retryContext = CreateRetryContext(exception, stopping);
            return MayRetry(default, exception, Context);
        }

        protected override RetryContext<T> CreateRetryContext(
            Exception exception,
            CancellationToken cancellationToken
        ) => new TryContext<T>(Context, exception, 0, default, cancellationToken);
    }

    // The base class gets no token: with a cancelled one MassTransit ends its retries without an error and acknowledges the
    // message.
    private sealed class TryContext<T>(
        T context,
        Exception exception,
        int count,
        Tries tries,
        CancellationToken stopping
    ) : BaseRetryContext<T>(context, exception, count, CancellationToken.None), RetryContext<T>
        where T : class, PipeContext
    {
        public override Task PreRetry() => Task.Delay(Next(tries, Exception) ?? TimeSpan.Zero, stopping);

        public bool CanRetry(Exception exception, out RetryContext<T> retryContext)
        {
            stopping.ThrowIfCancellationRequested();
            var after = tries.After(Exception);
            retryContext = new TryContext<T>(Context, exception, RetryCount + 1, after, stopping);
            return MayRetry(after, exception, Context);
        }
    }
}
