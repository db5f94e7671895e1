using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Returns.Bulk;

/// <summary>Returns that are requested together, over many orders.</summary>
internal sealed class BulkModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<BulkReturns>();
        builder.Services.AddHostedService<BulkWorker>();
    }

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<BulkJob>(job =>
        {
            job.Property(x => x.Channel).HasMaxLength(16);
            job.Property(x => x.Status).HasMaxLength(16);
            job.Property(x => x.RequestedBy).HasMaxLength(100);
            job.Property(x => x.RequestedByName).HasMaxLength(200);
            job.HasIndex(x => x.DueAt);
            job.HasIndex(x => x.RequestedAt);
            // Each running job has a slot of its own, so that there cannot be more running jobs than slots.
            job.HasIndex(x => new { x.StorefrontId, x.Place })
                .IsUnique()
                .HasFilter(database.IsSqlServer() ? "[DueAt] IS NOT NULL" : "\"DueAt\" IS NOT NULL");
            job.HasMany(x => x.Lines).WithOne().HasForeignKey(x => x.JobId);
        });
        model.Entity<BulkLine>(line =>
        {
            line.HasKey(x => new { x.JobId, x.Position });
            line.Property(x => x.OrderNumber).HasMaxLength(100);
            line.Property(x => x.LineId).HasMaxLength(100);
            line.Property(x => x.Reason).HasMaxLength(50);
            line.Property(x => x.Resolution).HasMaxLength(32);
            line.Property(x => x.Wearer).HasMaxLength(BulkRequest.MaxWearer);
            line.Property(x => x.Comment).HasMaxLength(2000);
            // Two processes that work on a job at the same time decide each line once.
            line.Property(x => x.Outcome).HasMaxLength(16).IsConcurrencyToken();
            line.Property(x => x.Rule).HasMaxLength(100);
            line.Property(x => x.Refusal).IsJson();
        });
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        RequestBulk.Map(routes);
        GetBulk.Map(routes);
    }
}
