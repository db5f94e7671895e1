using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Find;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>The units that returns should bring, those that have arrived, and the snapshots of both.</summary>
internal sealed class ExpectedReturnsModule : IModule
{
    public IReadOnlyList<ICommitRule> CommitRules { get; } = [new ReturnVersion()];

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<ArrivalSnapshots>();
        builder.Services.AddHostedService<LateSnapshotWorker>();
    }

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<ExpectedReturn>(expected =>
        {
            expected.HasKey(x => x.ReturnId);
            expected.Property(x => x.OrderNumber).HasMaxLength(100);
            expected.Property(x => x.RmaNumber).HasMaxLength(100);
            expected.Property(x => x.RmaKey).HasMaxLength(100);
            expected.Property(x => x.TrackingNumber).HasMaxLength(100);
            expected.Property(x => x.TrackingKey).HasMaxLength(100).IsFoundByPrefix(database);
            expected.Property(x => x.State).HasMaxLength(16);
            expected.Property(x => x.SnapshotBy).HasMaxLength(100);
            expected.Property(x => x.SnapshotByName).HasMaxLength(200);
            expected.HasIndex(x => x.RmaKey);
            expected.HasIndex(x => x.OrderNumber);
            expected.HasIndex(x => x.TrackingKey);
            expected
                .HasIndex(x => x.DueAt)
                .HasFilter(database.IsSqlServer() ? "[DueAt] IS NOT NULL" : "\"DueAt\" IS NOT NULL");
            expected.HasMany(x => x.Lines).WithOne().HasForeignKey(x => x.ReturnId);
        });
        model.Entity<ExpectedReturnLine>(line =>
        {
            line.HasKey(x => new
            {
                x.ReturnId,
                x.OrderNumber,
                x.LineId,
            });
            line.Property(x => x.OrderNumber).HasMaxLength(100);
            line.Property(x => x.LineId).HasMaxLength(100);
            line.Property(x => x.Sku).HasMaxLength(100);
            line.Property(x => x.Gtin).HasMaxLength(50);
            line.Property(x => x.GtinKey).HasMaxLength(50);
            line.HasIndex(x => x.OrderNumber);
        });
        model.Entity<Arrival>(arrival =>
        {
            arrival.HasKey(x => new { x.ReturnId, x.ReceiptId });
            arrival.Property(x => x.By).HasMaxLength(100);
            arrival.Property(x => x.ByName).HasMaxLength(200);
        });
    }

    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddDurableConsumer<AcknowledgeReceiptConsumer, WarehouseDb>(
            CommandAddress.EndpointOf<AcknowledgeReceipt>()
        );
        bus.AddDurableConsumer<ExpectParcelConsumer, WarehouseDb>(CommandAddress.EndpointOf<ExpectParcel>());
        bus.AddDurableConsumer<StopExpectingParcelConsumer, WarehouseDb>(
            CommandAddress.EndpointOf<StopExpectingParcel>()
        );
    }
}
