using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Returns.WhatIf;

/// <summary>Draft policies, tried on past decisions.</summary>
internal sealed class WhatIfModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddHostedService<WhatIfWorker>();

    public void AddTables(ModelBuilder model, DatabaseFacade database) =>
        model.Entity<WhatIfJob>(job =>
        {
            job.Property(x => x.Company).HasMaxLength(Policy.PolicyVersion.MaxCompany);
            job.Property(x => x.Status).HasMaxLength(16);
            job.Property(x => x.AskedBy).HasMaxLength(100);
            job.Property(x => x.AskedByName).HasMaxLength(200);
            job.Property(x => x.Result).IsJson();
            job.HasIndex(x => x.DueAt);
            job.HasIndex(x => x.AskedAt);
            // One at a time for each storefront, so that no storefront waits for those of another.
            job.HasIndex(x => x.StorefrontId)
                .IsUnique()
                .HasFilter(database.IsSqlServer() ? "[DueAt] IS NOT NULL" : "\"DueAt\" IS NOT NULL");
        });

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        StartWhatIf.Map(routes);
        GetWhatIf.Map(routes);
        CancelWhatIf.Map(routes);
    }
}
