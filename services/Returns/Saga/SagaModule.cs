using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Find;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The saga that coordinates a return from the request to the last message, its units and its timeline.</summary>
internal sealed class SagaModule : IModule
{
    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        AddReturns(model, database);
        AddUnits(model, database);
        model.Entity<TimelineEntry>(entry =>
        {
            entry.ToTable("Timeline");
            entry.Property(x => x.By).HasMaxLength(100);
            entry.Property(x => x.ByName).HasMaxLength(200);
            entry.Property(x => x.Event).IsJson();
            entry.HasIndex(x => new { x.ReturnId, x.Id });
        });
    }

    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddDurableSaga<ReturnStateMachine, Return, ReturnsDb>(
            "returns-return",
            (db, id, cancellation) => db.FindReturnAsync(id, QueryTrackingBehavior.TrackAll, cancellation)
        );
        bus.AddDurableConsumer<ScannedUnitsConsumer, ReturnsDb>("returns-scanned-units");
    }

    private static void AddReturns(ModelBuilder model, DatabaseFacade database) =>
        model.Entity<Return>(saga =>
        {
            saga.HasKey(x => x.CorrelationId);
            saga.Property(x => x.State).HasMaxLength(32);
            saga.Property(x => x.Channel).HasMaxLength(16);
            saga.Property(x => x.OrderNumber).HasMaxLength(100);
            saga.Property(x => x.InvoiceNumber).HasMaxLength(Return.MaxInvoiceNumber);
            saga.Property(x => x.RmaNumber).HasMaxLength(20).IsFoundByPrefix(database);
            saga.Property(x => x.Currency).HasMaxLength(3);
            saga.Property(x => x.Rule).HasMaxLength(50);
            saga.Property(x => x.Customer).HasMaxLength(200);
            saga.Property(x => x.Email).HasMaxLength(320);
            saga.Property(x => x.Locale).HasMaxLength(35);
            saga.Property(x => x.RefundStatus).HasMaxLength(16);
            saga.Property(x => x.ParkedReason).HasMaxLength(100);
            saga.Property(x => x.VerdictBy).HasMaxLength(100);
            saga.Property(x => x.TimeZone).HasMaxLength(64);
            saga.Property(x => x.Clocks).IsJson();
            saga.Property(x => x.GradeDispositions).IsJson();
            saga.Property(x => x.Lines).IsJson();
            saga.Property(x => x.Payments).IsJson();
            saga.Property(x => x.PendingMessages).IsJson();
            saga.HasIndex(x => x.DueAt);
            // Finds the few ended returns that still have a message to send.
            saga.HasIndex(x => new { x.State, x.DueAt });
            saga.HasIndex(x => x.RmaNumber).IsUnique();
            saga.HasIndex(x => x.OrderId);
            saga.HasIndex(x => new { x.StorefrontId, x.CorrelationId });
            saga.HasMany(x => x.Units).WithOne().HasForeignKey(x => x.ReturnId);
            saga.HasMany(x => x.NewEntries).WithOne().HasForeignKey(x => x.ReturnId);
        });

    private static void AddUnits(ModelBuilder model, DatabaseFacade database) =>
        model.Entity<ReturnUnit>(unit =>
        {
            unit.HasKey(x => new
            {
                x.ReturnId,
                x.LineId,
                x.Ordinal,
            });
            unit.Property(x => x.LineId).HasMaxLength(100);
            unit.Property(x => x.Reason).HasMaxLength(50);
            unit.Property(x => x.Grade).HasMaxLength(1);
            unit.Property(x => x.Disposition).HasMaxLength(32);
            // A unit of an order is reserved by one return at a time, whatever the code does.
            unit.HasIndex(x => new
                {
                    x.OrderId,
                    x.LineId,
                    x.Ordinal,
                })
                .IsUnique()
                .HasFilter(database.IsSqlServer() ? "[Released] = 0" : "NOT \"Released\"");
        });
}
