using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Notification.Messages;

/// <summary>
/// Writes the outcomes of messages that ended within a fraction of a second in one commit, and publishes one event for each of
/// their storefronts. A group that fails is written one by one. After a crash in that time the messages are sent again, with the
/// same ids. A message whose address was corrected while it was being sent is due again.
/// </summary>
internal sealed class OutcomeGroup(IServiceScopeFactory scopes, DatabaseClock<NotificationDb> clock, TimeProvider time)
{
    public static readonly TimeSpan GatheringTime = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private List<MessageOutcome>? _open;

    /// <summary>Completes when the outcome is written. The first caller writes the group, in the trace of its own message.</summary>
    /// <param name="message">The message as it was leased.</param>
    public async Task WriteAsync(CustomerMessage message, string outcome)
    {
        var ended = new MessageOutcome(message, outcome, time.GetUtcNow());
        List<MessageOutcome>? own = null;
        lock (_lock)
        {
            _open ??= own = [];
            _open.Add(ended);
        }
        if (own is not null)
        {
            await Task.Delay(GatheringTime, time, CancellationToken.None);
            lock (_lock)
            {
                _open = null;
            }
            await WriteAsync(own);
        }
        await ended.Written.Task;
    }

    private async Task WriteAsync(List<MessageOutcome> group)
    {
        try
        {
            await CommitAsync(group);
            group.ForEach(x => x.Written.SetResult());
        }
        catch (Exception exception) when (group.Count > 1 && !Outage.Is(exception))
        {
            foreach (var ended in group)
            {
                await WriteAsync([ended]);
            }
        }
        catch (DbUpdateConcurrencyException)
        {
            await WriteChangedAsync(group[0]);
        }
        catch (Exception exception)
        {
            group.ForEach(x => x.Written.SetException(exception));
        }
    }

    /// <summary>Writes the outcome of a message whose row has changed since its lease.</summary>
    private async Task WriteChangedAsync(MessageOutcome ended)
    {
        try
        {
            while (!await TryWriteChangedAsync(ended)) { }
            ended.Written.SetResult();
        }
        catch (Exception exception)
        {
            ended.Written.SetException(exception);
        }
    }

    /// <returns>False: the row was changed once more.</returns>
    private async Task<bool> TryWriteChangedAsync(MessageOutcome ended)
    {
        await using var scope = ScopeOf([ended]);
        var db = scope.ServiceProvider.GetRequiredService<NotificationDb>();
        var message = await db.CustomerMessages.SingleAsync(x => x.Id == ended.Message.Id);
        if (message.Status != CustomerMessage.Due)
        {
            return true;
        }
        if (message.Email == ended.Message.Email)
        {
            message.End(ended.Outcome, ended.At);
            var outbox = scope.ServiceProvider.GetRequiredService<Outbox<NotificationDb>>();
            await outbox.PublishAsync(CustomersTold.Of([message.ToCustomerTold()]), CancellationToken.None);
        }
        else
        {
            message.DueAt = clock.UtcNow;
        }
        try
        {
            await db.SaveChangesAsync(CancellationToken.None);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    private AsyncServiceScope ScopeOf(List<MessageOutcome> group)
    {
        var scope = scopes.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<StorefrontScope>()
            .Allow([.. group.Select(x => x.Message.StorefrontId).Distinct()]);
        return scope;
    }

    private async Task CommitAsync(List<MessageOutcome> group)
    {
        await using var scope = ScopeOf(group);
        var db = scope.ServiceProvider.GetRequiredService<NotificationDb>();
        var outbox = scope.ServiceProvider.GetRequiredService<Outbox<NotificationDb>>();
        foreach (var ended in group)
        {
            ended.ResetToLease();
            // The message has the version of its lease: if the row was changed since then, this commit fails.
            db.Attach(ended.Message);
            ended.Message.End(ended.Outcome, ended.At);
        }
        foreach (var told in group.Select(x => x.Message.ToCustomerTold()).GroupBy(x => x.StorefrontId))
        {
            await outbox.PublishAsync(CustomersTold.Of([.. told]), CancellationToken.None);
        }
        await db.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>A message and its outcome, which is not written yet.</summary>
    private sealed class MessageOutcome(CustomerMessage message, string outcome, DateTimeOffset at)
    {
        private readonly (string Status, DateTimeOffset? DueAt, int Version) _leased = (
            message.Status,
            message.DueAt,
            message.Version
        );

        public CustomerMessage Message => message;
        public string Outcome => outcome;
        public DateTimeOffset At => at;
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Resets the message after a failed commit.</summary>
        public void ResetToLease()
        {
            (message.Status, message.DueAt, message.Version) = _leased;
            message.EndedAt = null;
        }
    }
}
