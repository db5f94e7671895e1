namespace AfterSalesMesh.DurableMessaging.Sagas;

/// <summary>A saga's due time has come: it repeats its last command, reminds, or ends.</summary>
/// <param name="CorrelationId">The saga.</param>
/// <param name="At">The database's time, UTC, which the machine decides by.</param>
/// <param name="Until">Until when the sweep has leased the row: a nudge that comes later, or after the saga went on, is stale.</param>
public sealed record SagaIsDue(Guid CorrelationId, DateTimeOffset At, DateTimeOffset Until);
