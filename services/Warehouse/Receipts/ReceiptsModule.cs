using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>Scanning at the receiving table: receipts, their scans, and the matching of units to returns.</summary>
internal sealed class ReceiptsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<ScanRecorder>();
        builder.Services.AddScoped<UnitReceiver>();
        builder.Services.AddScoped<UnitMover>();
        builder.Services.AddScoped<ReceiptCloser>();
    }

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<Receipt>(receipt =>
        {
            receipt.Property(x => x.Storefronts).IsJson();
            receipt.HasIndex(x => x.PublicId);
            receipt.HasMany(x => x.Returns).WithOne().HasForeignKey(x => x.ReceiptId);
        });
        model.Entity<ReceiptReturn>().HasKey(x => new { x.ReceiptId, x.ReturnId });
        model.Entity<Scan>(scan =>
        {
            scan.Property(x => x.Storefronts).IsJson();
            scan.Property(x => x.By).HasMaxLength(100);
            scan.Property(x => x.ByName).HasMaxLength(200);
            scan.HasIndex(x => x.PublicId);
        });
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        ScanParcel.Map(routes);
        ReceiveUnits.Map(routes);
        CloseReceipt.Map(routes);
        FindParcels.Map(routes);
        AssignUnit.Map(routes);
        ListUnplacedUnits.Map(routes);
    }
}
