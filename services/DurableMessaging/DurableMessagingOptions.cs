using System.Text.Json;

namespace AfterSalesMesh.DurableMessaging;

public sealed class DurableMessagingOptions
{
    /// <summary>
    /// True when the transport lives in this process and loses its messages with it: at start, all waiting rows are due. False
    /// where a broker keeps messages and other replicas may be at work.
    /// </summary>
    public bool TransportForgets { get; set; }

    /// <summary>
    /// Completes when the database of a context is up to date; its background work waits for it. Completed where nothing is
    /// migrated at start.
    /// </summary>
    public Func<Type, Task> UpToDate { get; set; } = static _ => Task.CompletedTask;

    /// <summary>
    /// Tags the present span with what a row is about: called for each row that a worker works on and each loaded saga.
    /// </summary>
    public Action<object> DescribeRow { get; set; } = static _ => { };

    /// <summary>
    /// Reads the subject and the owner from a message (a JSON object) for its failure; null where the message has none.
    /// </summary>
    public Func<JsonElement, (Guid? Subject, string? Owner)> About { get; set; } = static _ => default;
}
