using System.Text.Json;

namespace AfterSalesMesh.DurableMessaging;

public sealed class DurableMessagingOptions
{
    /// <summary>
    /// True for a transport in this process, which loses its messages when the process ends: at start, all waiting rows are
    /// due. False for a broker.
    /// </summary>
    public bool TransportForgets { get; set; }

    /// <summary>
    /// How far this process's clock is put ahead on purpose, by a test clock: the time that a database server tells is put ahead as
    /// far. A clock that is merely wrong is corrected by the server's.
    /// </summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>
    /// Completes when the database of a context (the argument) is migrated; background work waits for it.
    /// </summary>
    public Func<Type, Task> UpToDate { get; set; } = static _ => Task.CompletedTask;

    /// <summary>
    /// Tags the current span with what a row is about: called for each row that a worker works on and each loaded saga.
    /// </summary>
    public Action<object> DescribeRow { get; set; } = static _ => { };

    /// <summary>
    /// Reads from a message (a JSON object) what it is about and who owns it, to be stored with its failure.
    /// </summary>
    public Func<JsonElement, (Guid? Subject, string? Owner)> About { get; set; } = static _ => default;
}
