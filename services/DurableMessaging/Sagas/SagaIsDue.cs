namespace AfterSalesMesh.DurableMessaging.Sagas;

/// <summary>A saga's due time has come: its state machine repeats the last command, reminds, or ends.</summary>
/// <param name="CorrelationId">The saga.</param>
/// <param name="At">The database's time, UTC, by which the state machine decides.</param>
/// <param name="Until">The end of the row's lease: a message that comes later, or after the saga has moved on, is ignored.</param>
/// <param name="Owner">The owner of the saga, see <see cref="DurableMessagingOptions.OwnerOf"/>; null: it has none.</param>
public sealed record SagaIsDue(Guid CorrelationId, DateTimeOffset At, DateTimeOffset Until, string? Owner = null);
