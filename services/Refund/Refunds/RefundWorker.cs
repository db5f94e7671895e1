using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Asks the provider for each part that is due; <see cref="ProviderAnswerRecorder"/> writes the outcome.</summary>
internal sealed class RefundWorker(
    IServiceProvider services,
    IOptions<ProviderSettings> settings,
    ILogger<RefundWorker> logger
) : DueWorker<RefundDb, RefundPart>(services, logger, "refund part")
{
    /// <summary>Long enough for a look-up and a submission that both time out, and the commit.</summary>
    protected override TimeSpan Lease => 3 * ProviderSettings.Timeout;

    /// <summary>Few enough for the databases, many enough that a slow provider does not delay the others for long.</summary>
    protected override int Batch => 64;

    protected override async Task WorkAsync(RefundPart row, IServiceProvider scope, CancellationToken cancellation)
    {
        var now = Clock.UtcNow;
        // Store credit and bank transfers have their own providers.
        var own = scope.GetKeyedService<IPaymentProvider>(row.Tender);
        var provider = new CapCheckingProvider(
            own ?? scope.GetRequiredService<IPaymentProvider>(),
            scope.GetRequiredService<RefundDb>(),
            now
        );
        var answer = await AskAsync(provider, row, now, settings.Value.KeyLifetime, cancellation);
        CrashPoint.Reach("after-provider");
        logger.Log(
            answer.Outcome switch
            {
                ProviderOutcome.Succeeded or ProviderOutcome.Pending => LogLevel.Information,
                ProviderOutcome.Rejected => LogLevel.Error,
                _ when answer.WaitsForPerson => LogLevel.Information,
                _ => LogLevel.Warning,
            },
            "Part {PartId} of refund {RefundId}, attempt {Attempt}: {Outcome} ({Detail})",
            row.Id,
            row.RefundId,
            row.Attempts,
            answer.Outcome,
            answer.Detail
        );
        scope.GetRequiredService<StorefrontScope>().Allow([row.StorefrontId]);
        await scope.GetRequiredService<ProviderAnswerRecorder>().RecordAsync(row, answer, cancellation);
    }

    internal static async Task<ProviderAnswer> AskAsync(
        IPaymentProvider provider,
        RefundPart part,
        DateTimeOffset now,
        TimeSpan keyLifetime,
        CancellationToken cancellation
    )
    {
        // An earlier attempt may have reached the provider although its answer was never stored. A part that has ended is due
        // only because of a webhook.
        if (part.Attempts > 1 || !part.IsOpen)
        {
            var found = await provider.FindAsync(part, cancellation);
            if (found.Outcome != ProviderOutcome.NotFound || !part.IsOpen)
            {
                return found;
            }
            if (!part.MaySubmitAgain(now, keyLifetime))
            {
                return new ProviderAnswer(ProviderOutcome.TryLater, "not found, and too early to submit it again");
            }
        }
        return await provider.SubmitAsync(part, cancellation);
    }
}
