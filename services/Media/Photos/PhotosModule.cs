using AfterSalesMesh.Contracts.Media;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Media.Photos;

/// <summary>Photos: uploaded, attached to a return, shown, erased.</summary>
internal sealed class PhotosModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<PhotoUpload>();
        builder.Services.AddScoped<OrphanFiles>();
        builder.Services.AddHostedService<OrphanFilesWorker>();
    }

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<Photo>(photo =>
        {
            photo.Property(x => x.File).HasMaxLength(100);
            photo.Property(x => x.UploadHash).HasMaxLength(32);
            photo.Property(x => x.Sha256).HasMaxLength(64);
            photo.Property(x => x.By).HasMaxLength(100);
            photo.HasIndex(x => x.File).IsUnique();
            photo.HasIndex(x => x.PurgeAt).HasFilter(IsNotNull(database));
        });
        model.Entity<PhotoAttachment>(attachment => attachment.HasKey(x => new { x.PhotoId, x.ReturnId }));
    }

    public void AddConsumers(IBusRegistrationConfigurator bus) =>
        bus.AddDurableConsumer<KeepPhotosConsumer, MediaDb>(CommandAddress.EndpointOf<KeepPhotos>());

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        PutPhoto.Map(routes);
        GetPhoto.Map(routes);
        GetThumbnail.Map(routes);
        DeletePhoto.Map(routes);
    }

    private static string IsNotNull(DatabaseFacade database) =>
        database.IsSqlServer() ? "[PurgeAt] IS NOT NULL" : "\"PurgeAt\" IS NOT NULL";
}
