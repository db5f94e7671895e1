using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>The storefronts' policies: versions of documents, and their decisions.</summary>
internal sealed class PolicyModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddScoped<PolicyVersions>();

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<PolicyVersion>(version =>
        {
            version.Property(x => x.Company).HasMaxLength(PolicyVersion.MaxCompany);
            version.Property(x => x.Name).HasMaxLength(100);
            version.Property(x => x.PutBy).HasMaxLength(100);
            version.Property(x => x.PutByName).HasMaxLength(200);
            version
                .HasIndex(x => new
                {
                    x.StorefrontId,
                    x.Company,
                    x.Number,
                })
                .IsUnique();
            version.HasIndex(x => new
            {
                x.StorefrontId,
                x.Company,
                x.EffectiveFrom,
            });
        });
        model.Entity<Decision>(decision =>
        {
            decision.Property(x => x.Kind).HasMaxLength(16);
            decision.Property(x => x.Company).HasMaxLength(PolicyVersion.MaxCompany);
            decision.Property(x => x.Outcome).HasMaxLength(16);
            decision.Property(x => x.Facts).IsJson();
            decision.Property(x => x.Rules).IsJson();
            decision.HasIndex(x => new { x.StorefrontId, x.Id });
            decision.HasIndex(x => x.KeptUntil);
        });
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        GetPolicy.Map(routes);
        PutPolicy.Map(routes);
        ListPolicyVersions.Map(routes);
        GetPolicyVersion.Map(routes);
        GetPolicySchema.Map(routes);
        GetPolicyPage.Map(routes);
        GetMerchantReturnPolicy.Map(routes);
    }
}
