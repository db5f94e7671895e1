using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Find;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The saga that coordinates a return from the request to the last message, its units and its timeline.</summary>
internal sealed class SagaModule(LoadTakenPieces loadTakenPieces) : IModule
{
    public IReadOnlyList<ICommitRule> CommitRules { get; } = [new PieceChanges(), new GoodsVersion()];

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        AddReturns(model, database);
        model.Entity<ReturnGoods>(goods =>
        {
            goods.ToTable("ReturnGoods");
            goods.HasKey(x => x.ReturnId);
            goods.Property(x => x.Lines).IsJson();
            goods.Property(x => x.Units).IsJson();
            goods.Ignore(x => x.PhotoIds);
            goods.Property(x => x.Unassigned).IsJson();
            goods.Property(x => x.Counted).IsJson();
            goods.Property(x => x.Clocks).IsJson();
            goods.Property(x => x.GradeDispositions).IsJson();
            goods.Property(x => x.Deductions).IsJson();
        });
        model.Entity<DeductedAmount>(deducted =>
        {
            deducted.ToTable("DeductedAmounts");
            deducted.HasKey(x => new { x.OrderId, x.Set });
            deducted.Property(x => x.Set).HasMaxLength(100);
        });
        AddSoldUnits(model);
        model.Entity<FurtherOrder>(order =>
        {
            order.ToTable("FurtherOrders");
            order.HasKey(x => new { x.OrderId, x.ReturnId });
        });
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
            (db, id, message, cancellation) => db.FindForAsync(id, message, loadTakenPieces, cancellation)
        );
        bus.AddDurableConsumer<UnexpectedUnitFoundConsumer, ReturnsDb>("returns-unexpected-unit-found");
    }

    private static void AddReturns(ModelBuilder model, DatabaseFacade database) =>
        model.Entity<Return>(saga =>
        {
            saga.HasKey(x => x.CorrelationId);
            saga.Property(x => x.State).HasMaxLength(32);
            saga.Property(x => x.Status).HasMaxLength(32);
            saga.Property(x => x.AttentionReason).HasMaxLength(100);
            saga.Property(x => x.Channel).HasMaxLength(16);
            saga.Property(x => x.OrderNumber).HasMaxLength(100);
            saga.Property(x => x.InvoiceNumber).HasMaxLength(Return.MaxInvoiceNumber);
            saga.Property(x => x.RmaNumber).HasMaxLength(20).IsFoundByPrefix(database);
            saga.Property(x => x.Currency).HasMaxLength(3);
            saga.Property(x => x.Rule).HasMaxLength(50);
            saga.Property(x => x.Customer).HasMaxLength(200);
            saga.Property(x => x.Email).HasMaxLength(320);
            saga.Property(x => x.Locale).HasMaxLength(35);
            saga.Property(x => x.TimeZone).HasMaxLength(64);
            saga.Property(x => x.Payments).IsJson();
            saga.Property(x => x.FurtherOrders).IsJson();
            saga.Ignore(x => x.Orders);
            saga.Property(x => x.Expectation).IsJson();
            saga.Property(x => x.Rounds).IsJson();
            saga.Property(x => x.Parts).IsJson();
            saga.Property(x => x.PendingMessages).IsJson();
            saga.Property(x => x.UnassignedAttention).IsJson();
            saga.Property(x => x.Review).IsJson();
            saga.Ignore(x => x.PieceChanges);
            saga.Ignore(x => x.CountChange);
            saga.Ignore(x => x.HasGoods);
            saga.Ignore(x => x.Zone);
            saga.Ignore(x => x.TakenPieces);
            saga.Ignore(x => x.OrderRefunds);
            saga.Ignore(x => x.ChangedPieces);
            saga.HasIndex(x => x.DueAt);
            // Used to count open returns by status, and to find stuck ones.
            saga.HasIndex(x => new { x.Status, x.StuckAfter });
            saga.HasIndex(x => x.AttentionSince)
                .HasFilter(database.IsSqlServer() ? "[AttentionSince] IS NOT NULL" : "\"AttentionSince\" IS NOT NULL");
            saga.HasIndex(x => x.ReviewDueAt)
                .HasFilter(database.IsSqlServer() ? "[ReviewDueAt] IS NOT NULL" : "\"ReviewDueAt\" IS NOT NULL");
            saga.HasIndex(x => new { x.StorefrontId, x.AttentionSince })
                .HasFilter(database.IsSqlServer() ? "[AttentionSince] IS NOT NULL" : "\"AttentionSince\" IS NOT NULL");
            saga.HasIndex(x => x.RmaNumber).IsUnique();
            saga.HasIndex(x => x.OrderId);
            saga.HasIndex(x => new { x.StorefrontId, x.CorrelationId });
            saga.HasOne(x => x.Goods).WithOne().HasForeignKey<ReturnGoods>(x => x.ReturnId);
            saga.HasMany(x => x.NewEntries).WithOne().HasForeignKey(x => x.ReturnId);
        });

    private static void AddSoldUnits(ModelBuilder model) =>
        model.Entity<SoldUnit>(unit =>
        {
            unit.HasKey(x => new
            {
                x.OrderId,
                x.LineId,
                x.Ordinal,
                x.Generation,
            });
            unit.Property(x => x.LineId).HasMaxLength(100);
            unit.Property(x => x.Sku).HasMaxLength(100);
            // The database guarantees that one return at a time reserves a piece, and that something is given for it only once.
            unit.Property(x => x.ReservedBy).IsConcurrencyToken();
            unit.Property(x => x.Given).IsConcurrencyToken();
        });
}
