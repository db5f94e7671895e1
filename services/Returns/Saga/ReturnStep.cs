using AfterSalesMesh.ServiceDefaults.Messaging;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>One event of a return while it is handled: its changes, commands and messages.</summary>
/// <param name="now">The current time for all decisions of the step.</param>
/// <param name="sentAt">When the event was sent; timeline entries sort behind it.</param>
internal sealed class ReturnStep(Return saga, DateTimeOffset now, DateTimeOffset? sentAt = null)
{
    private static readonly TimeSpan FirstRepeat = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    private readonly List<ReturnCommand> _commands = [];

    public Return Saga => saga;

    public DateTimeOffset Now => now;

    /// <summary>The commands to send.</summary>
    public IReadOnlyList<ReturnCommand> Commands => _commands;

    /// <summary>The message to the customer about a settled round; it depends on whether the return ends as well.</summary>
    public PendingMessage? Settled { get; set; }

    /// <summary>When the first repeat is due.</summary>
    public DateTimeOffset SoonDue => now + FirstRepeat;

    /// <summary>When the next repeat is due; each pause is longer than the one before.</summary>
    /// <param name="attempts">How often the command was repeated.</param>
    public DateTimeOffset NextDue(int attempts)
    {
        var wait = FirstRepeat * Math.Pow(2, Math.Min(attempts, 20));
        return now + (wait < LongestWait ? wait : LongestWait);
    }

    public void Send<T>(T command)
        where T : class => _commands.Add(new ReturnCommand(CommandAddress.Of<T>(), command));

    /// <param name="by">The person's id, else the service or kind of person.</param>
    public void AddToTimeline(string by, DateTimeOffset at, TimelineEvent what, string? byName = null) =>
        saga.NewEntries.Add(
            new TimelineEntry
            {
                // Sorts after the message that caused the entry, and in the order in which entries are added.
                Id = Guid.CreateVersion7((sentAt ?? at).AddMilliseconds(1 + saga.NewEntries.Count)),
                ReturnId = saga.CorrelationId,
                StorefrontId = saga.StorefrontId,
                At = at,
                Event = what,
                By = by,
                ByName = byName,
            }
        );

    /// <summary>Sends the customer a message about a step; the command is repeated until Notification reports the outcome.</summary>
    /// <param name="order">The order that the message names; null: the return's own order.</param>
    public void Tell(
        string step,
        string which = "",
        long? amount = null,
        long? storeCredit = null,
        string? order = null,
        long? bonus = null
    ) => Tell(Message(step, which, amount, storeCredit, order, bonus));

    public void Tell(PendingMessage message)
    {
        saga.PendingMessages = [.. saga.PendingMessages, message];
        Send(ReturnCommands.TellCustomer(saga, message));
    }

    public PendingMessage Message(
        string step,
        string which = "",
        long? amount = null,
        long? storeCredit = null,
        string? order = null,
        long? bonus = null
    ) =>
        new(
            step,
            which,
            now,
            SoonDue,
            0,
            amount,
            storeCredit > 0 ? storeCredit : null,
            bonus > 0 ? bonus : null,
            order
        );
}

/// <param name="Address">The exchange of the consumer's queue.</param>
internal sealed record ReturnCommand(Uri Address, object Command);
