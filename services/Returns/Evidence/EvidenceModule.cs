using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Returns.Evidence;

/// <summary>Photos on the lines of a return. Media has the files; this service has only their ids and hashes.</summary>
internal sealed class EvidenceModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddHostedService<PhotosToKeepWorker>();

    public void AddTables(ModelBuilder model, DatabaseFacade database) =>
        model.Entity<PhotosToKeep>(photos =>
        {
            photos.ToTable("PhotosToKeep");
            photos.Property(x => x.PhotoIds).IsJson();
            photos.HasIndex(x => x.DueAt);
        });

    public void AddConsumers(IBusRegistrationConfigurator bus) =>
        bus.AddDurableConsumer<PhotosKeptConsumer, ReturnsDb>("returns-photos-kept");
}
