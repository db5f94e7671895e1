namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>A row that a sweep or a worker handles at a given time: an unsent message, a waiting saga, a call to make.</summary>
public interface IDue
{
    /// <summary>The row's key.</summary>
    Guid Id { get; }

    /// <summary>When the row is due, by the database's clock; null: never again.</summary>
    DateTimeOffset? DueAt { get; set; }
}
