using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Messaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary>
/// Answers each appeal that no agent has answered in time, as the policy says, and has the customer told of each answer, again and
/// again until it is known that they were.
/// </summary>
internal sealed class AppealWorker(IServiceProvider services, ILogger<AppealWorker> logger)
    : DueWorker<ReturnsDb, Appeal>(services, logger, "appeal")
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    protected override async Task WorkAsync(Appeal row, IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().Allow([row.StorefrontId]);
        var db = scope.GetRequiredService<ReturnsDb>();
        var appeal = await db.Appeals.SingleAsync(x => x.Id == row.Id, cancellation);
        if (appeal.AnswerBy > Clock.UtcNow)
        {
            // The appeal is due early only because the start of the process makes all rows due.
            appeal.DueAt = appeal.AnswerBy;
        }
        else if (appeal.AnswerBy is not null)
        {
            var granted = appeal.AgentDefault == AgentDefaults.Approve;
            await scope
                .GetRequiredService<AppealAnswers>()
                .AnswerAsync(
                    appeal,
                    granted,
                    text: null,
                    (Appeal.ByPolicy, Appeal.ByPolicy),
                    Time.GetUtcNow(),
                    cancellation
                );
        }
        else if (appeal.Told is null)
        {
            await TellAsync(appeal, scope, cancellation);
        }
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>The address is the present one: it may have been corrected since the last time.</summary>
    private async Task TellAsync(Appeal appeal, IServiceProvider scope, CancellationToken cancellation)
    {
        var (email, locale) = await scope
            .GetRequiredService<CustomerPast>()
            .ContactOfAsync(appeal.StorefrontId, appeal.Customer, cancellation);
        await scope
            .GetRequiredService<Outbox<ReturnsDb>>()
            .SendAsync(CommandAddress.Of<TellCustomer>(), appeal.ToTellCustomer(email, locale), cancellation);
        var wait = FirstWait * Math.Pow(2, Math.Min(appeal.Attempts - 1, 20));
        appeal.DueAt = Clock.UtcNow + (wait < LongestWait ? wait : LongestWait);
    }
}
