using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.DurableMessaging.Sagas;

/// <summary>
/// Sends <see cref="SagaIsDue"/> to sagas whose due time has come. It is a plain message and not an outbox row: if it is
/// lost, the saga is due again when its lease ends.
/// </summary>
internal sealed class SagaSweep<TSaga, TDbContext>(
    IServiceProvider services,
    IBusControl bus,
    SagaAddress<TSaga> address,
    IOptions<DurableMessagingOptions> options,
    ILogger<SagaSweep<TSaga, TDbContext>> logger
) : DueWorker<TDbContext, TSaga>(services, logger, "saga")
    where TSaga : class, ISaga, IDue
    where TDbContext : DurableDbContext
{
    protected override TimeSpan Lease => TimeSpan.FromSeconds(30);

    protected override int Batch => 64;

    protected override bool Ready => bus.CheckHealth().Status != BusHealthStatus.Unhealthy;

    /// <summary>
    /// The first <see cref="SagaIsDue"/> of a saga continues the trace that made it; later ones begin traces of their own, or a
    /// trace would last as long as its saga.
    /// </summary>
    protected override bool GoesOnInTrace(TSaga row) => row is IVersioned { Version: 0 };

    protected override async Task WorkAsync(TSaga row, IServiceProvider scope, CancellationToken cancellation)
    {
        var endpoint = await bus.GetSendEndpoint(address.Uri);
        var owner = options.Value.OwnerOf(row);
        await endpoint.Send(new SagaIsDue(row.CorrelationId, Clock.UtcNow, row.DueAt!.Value, owner), cancellation);
    }
}

/// <summary>Where a saga's messages are sent: the exchange of its queue.</summary>
internal sealed record SagaAddress<TSaga>(Uri Uri);
