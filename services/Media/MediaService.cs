using AfterSalesMesh.Media.Files;
using AfterSalesMesh.Media.Images;
using AfterSalesMesh.Media.Photos;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Media;

/// <summary>Stores photos for all other services, which know only their ids and hashes.</summary>
public sealed class MediaService : IMeshService
{
    internal static IReadOnlyList<IModule> Rooms { get; } = [new PhotosModule(), new ImagesModule(), new FilesModule()];

    public string Name => "media";

    public IReadOnlyList<IModule> Modules => Rooms;

    public void AddServices(IHostApplicationBuilder builder) =>
        builder.AddStorage<MediaDb, MediaSqlite, MediaPostgres, MediaSqlServer>(Name);
}
