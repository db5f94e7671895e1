using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Warehouse.Units;

/// <summary>The units that arrived, and where they are.</summary>
internal sealed class UnitsModule : IModule
{
    public void AddTables(ModelBuilder model, DatabaseFacade database) =>
        model.Entity<Unit>(unit =>
        {
            // So that a return that the unit was just moved away from cannot dismiss it.
            unit.Property(x => x.ReturnId).IsConcurrencyToken();
            unit.Property(x => x.OrderNumber).HasMaxLength(100);
            unit.Property(x => x.LineId).HasMaxLength(100);
            unit.Property(x => x.Code).HasMaxLength(Codes.MaxLength);
            unit.Property(x => x.Outcome).HasMaxLength(16);
            unit.Property(x => x.Location).HasMaxLength(50);
            unit.HasIndex(x => x.ReceiptId);
            unit.HasIndex(x => x.ReturnId);
            // The units that a person has to assign.
            unit.HasIndex(x => new { x.StorefrontId, x.Id })
                .HasFilter(
                    database.IsSqlServer()
                        ? $"[Outcome] <> N'{Outcomes.Expected}'"
                        : $"\"Outcome\" <> '{Outcomes.Expected}'"
                );
        });
}
