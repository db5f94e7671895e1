using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary>A customer's standing: figures, signals, their dismissal, and appeals.</summary>
internal sealed class FairUseModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<CustomerPast>();
        builder.Services.AddScoped<AppealAnswers>();
        builder.Services.AddHostedService<AppealWorker>();
    }

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<StandingVersion>(version =>
        {
            version.ToTable("StandingVersions");
            version.HasKey(x => new { x.StorefrontId, x.Customer });
            version.Property(x => x.Customer).HasMaxLength(200);
        });
        model.Entity<SignalDismissal>(dismissal =>
        {
            dismissal.ToTable("SignalDismissals");
            dismissal.Property(x => x.Customer).HasMaxLength(200);
            dismissal.Property(x => x.Signal).HasMaxLength(30);
            dismissal.Property(x => x.Note).HasMaxLength(500);
            dismissal.Property(x => x.By).HasMaxLength(100);
            dismissal.Property(x => x.ByName).HasMaxLength(200);
            dismissal.HasIndex(x => new
            {
                x.StorefrontId,
                x.Customer,
                x.Id,
            });
        });
        model.Entity<Appeal>(appeal =>
        {
            appeal.ToTable("Appeals");
            appeal.Property(x => x.Customer).HasMaxLength(200);
            appeal.Property(x => x.Text).HasMaxLength(2000);
            appeal.Property(x => x.Standing).IsJson();
            appeal.Property(x => x.Signals).IsJson();
            appeal.Property(x => x.Recent).IsJson();
            appeal.Property(x => x.Answer).HasMaxLength(2000);
            appeal.Property(x => x.AnsweredBy).HasMaxLength(100);
            appeal.Property(x => x.AnsweredByName).HasMaxLength(200);
            appeal.Property(x => x.Told).HasMaxLength(16);
            appeal.HasIndex(x => new
            {
                x.StorefrontId,
                x.Customer,
                x.Id,
            });
            appeal.Property(x => x.AgentDefault).HasMaxLength(20);
            var isOpen = database.IsSqlServer() ? "[AnswerBy] IS NOT NULL" : "\"AnswerBy\" IS NOT NULL";
            appeal.HasIndex(x => x.AnswerBy).HasFilter(isOpen);
            appeal
                .HasIndex(x => x.DueAt)
                .HasFilter(database.IsSqlServer() ? "[DueAt] IS NOT NULL" : "\"DueAt\" IS NOT NULL");
            // Each customer can have one open appeal.
            appeal.HasIndex(x => new { x.StorefrontId, x.Customer }).IsUnique().HasFilter(isOpen);
        });
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        GetStanding.Map(routes);
        AppealStanding.Map(routes);
        AnswerAppeal.Map(routes);
        DismissSignal.Map(routes);
    }
}
