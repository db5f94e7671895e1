using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Media.Files;

/// <summary>Stores files in an S3 bucket if one is configured, else in a folder.</summary>
internal sealed class FilesModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration.GetSection("Media");
        Settings
            .Bind<FileSettings>(builder.Services, configuration)
            .PostConfigure(files =>
            {
                var data = builder.Configuration["AFTERSALES_DATA"] is { Length: > 0 } set ? set : "data";
                files.Folder ??= Path.Combine(data, "photos");
            })
            .Validate(
                x => (x.S3.Key is null) == (x.S3.Secret is null),
                "Media:S3:Key and Media:S3:Secret must be set together."
            )
            .Validate(
                x =>
                    x.S3.Address is null
                    || Uri.TryCreate(x.S3.Address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https",
                "Media:S3:Address must be like https://host:port."
            )
            .ValidateOnStart();
        var store = string.IsNullOrEmpty(configuration["S3:Bucket"]) ? typeof(FolderStore) : typeof(S3Store);
        builder.Services.AddSingleton(typeof(IFileStore), store);
    }
}
