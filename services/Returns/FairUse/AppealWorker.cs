using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary>Answers each appeal that no agent has answered in time, as the policy says.</summary>
internal sealed class AppealWorker(IServiceProvider services, ILogger<AppealWorker> logger)
    : DueWorker<ReturnsDb, Appeal>(services, logger, "appeal")
{
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
            await scope
                .GetRequiredService<AppealAnswers>()
                .AnswerAsync(
                    appeal,
                    granted: appeal.AgentDefault == AgentDefaults.Approve,
                    text: null,
                    (Appeal.ByPolicy, Appeal.ByPolicy),
                    Time.GetUtcNow(),
                    cancellation
                );
        }
        await db.SaveChangesAsync(cancellation);
    }
}
