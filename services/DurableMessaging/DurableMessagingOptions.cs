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
    /// How far a test clock has put this process's clock ahead: the database server's time is put ahead by
    /// the same amount. A clock that is merely wrong is corrected by the server's time.
    /// </summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>
    /// Completes when the database of a context (the argument) is migrated; background work waits for it.
    /// </summary>
    public Func<Type, Task> UpToDate { get; set; } = static _ => Task.CompletedTask;

    /// <summary>
    /// Tags the current span with the subject of a row: called for each row that a worker works on and each loaded saga.
    /// </summary>
    public Action<object> DescribeRow { get; set; } = static _ => { };

    /// <summary>The owner of a saga's row, which its <see cref="Sagas.SagaIsDue"/> names; null: it has none.</summary>
    public Func<object, string?> OwnerOf { get; set; } = static _ => null;

    /// <summary>
    /// Reads the subject and the owner of a message (a JSON object), which are stored with its failure.
    /// </summary>
    public Func<JsonElement, (Guid? Subject, string? Owner)> About { get; set; } = static _ => default;
}
