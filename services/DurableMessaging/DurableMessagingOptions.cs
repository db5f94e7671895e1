using System.Text.Json;

namespace AfterSalesMesh.DurableMessaging;

public sealed class DurableMessagingOptions
{
    /// <summary>
    /// The transport lives in this process and dies with it: at start, whatever waits is due at once. Off where a broker
    /// keeps messages and other replicas may be at work.
    /// </summary>
    public bool TransportForgets { get; set; }

    /// <summary>
    /// Ends when the database of a context is up to date: its background work waits for it. At once where nobody migrates it
    /// at start.
    /// </summary>
    public Func<Type, Task> UpToDate { get; set; } = static _ => Task.CompletedTask;

    /// <summary>
    /// Reads from a message (a JSON object) what it is about and whose it is, so that its failure can say so; nulls where
    /// it does not say.
    /// </summary>
    public Func<JsonElement, (Guid? Subject, string? Owner)> About { get; set; } = static _ => default;
}
