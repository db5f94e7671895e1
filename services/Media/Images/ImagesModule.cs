using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Media.Images;

/// <summary>Reads untrusted images and re-encodes them.</summary>
internal sealed class ImagesModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        Settings
            .Bind<ImageSettings>(builder.Services, builder.Configuration.GetSection("Media"))
            .Validate(x => x.Conversions is >= 1 and <= 64, "Media:Conversions must be from 1 to 64.")
            .ValidateOnStart();
        builder.Services.AddSingleton<ImageConverter>();
    }
}
