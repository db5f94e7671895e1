using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Media;
using AfterSalesMesh.Media;
using AfterSalesMesh.Media.Files;
using AfterSalesMesh.Media.Photos;
using AfterSalesMesh.Parts;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Media;

/// <summary>A media service of its own that keeps photos in a folder.</summary>
public class MediaFixture : IAsyncDisposable
{
    public const string Shop = "shop";

    private static readonly Type[] ListensFor = [typeof(PhotosKept), typeof(Fault<KeepPhotos>)];

    private OneService? _service;
    private HttpClient? _shop;

    public OneService Service => _service!;

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("photos-");

    /// <summary>The storefront's own system.</summary>
    public HttpClient Storefront => _shop!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts it for the first test.</summary>
    public async ValueTask StartAsync()
    {
        _service ??= await OneService.StartAsync(
            new MediaService(),
            scope => scope.GetRequiredService<MediaDb>(),
            ListensFor,
            await PostgresAsync(),
            settings: new Dictionary<string, string?> { ["Media:Folder"] = Path.Combine(Folder.FullName, "photos") },
            configure: services => services.AddSingleton<IFileStore, FillableStore>()
        );
        _shop ??= _service.As("storefront", Shop);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _shop?.Dispose();
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
        Folder.Delete(recursive: true);
    }

    protected virtual Task<string?> PostgresAsync() => Task.FromResult<string?>(null);

    public async Task<(HttpStatusCode Status, JsonNode Body)> PutAsync(
        Guid id,
        byte[] file,
        HttpClient? client = null,
        string query = ""
    )
    {
        using var content = new ByteArrayContent(file);
        content.Headers.TryAddWithoutValidation("Content-Type", "image/jpeg");
        using var answer = await (client ?? Storefront).PutAsync($"/v1/photos/{id}{query}", content, Cancelled);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!);
    }

    /// <summary>A photo that was taken by the service.</summary>
    public async Task<Guid> UploadedAsync(byte[]? file = null)
    {
        var id = Guid.NewGuid();
        var (status, body) = await PutAsync(id, file ?? SamplePhotos.New());
        status.ShouldBe(HttpStatusCode.Created, body.ToJsonString());
        return id;
    }

    public Task<byte[]> BytesAsync(Guid id) => Storefront.GetByteArrayAsync($"/v1/photos/{id}", Cancelled);

    public async Task<HttpStatusCode> StatusAsync(Guid id)
    {
        using var answer = await Storefront.AskAsync($"/v1/photos/{id}");
        return answer.StatusCode;
    }

    /// <summary>The row of a photo; null when there is none.</summary>
    internal Task<Photo?> RowAsync(Guid id) =>
        Service.InDatabaseAsync<MediaDb, Photo?>(db =>
            db.Photos.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, Cancelled)
        );

    /// <summary>The clean-up of rows as it is some days from now.</summary>
    public Task CleanUpAsync(int daysFromNow) =>
        Service.InDatabaseAsync<MediaDb, bool>(async db =>
        {
            await db.DeleteExpiredAsync(
                DateTimeOffset.UtcNow.AddDays(daysFromNow),
                (row, failure) => throw new InvalidOperationException(row, failure),
                Cancelled
            );
            return true;
        });

    /// <summary>Takes all space from the store, or gives it back.</summary>
    public Task<bool> FillAsync(bool isFull) =>
        Service.InScopeAsync(scope =>
            Task.FromResult(((FillableStore)scope.GetRequiredService<IFileStore>()).IsFull = isFull)
        );

    public FileInfo[] Files() => Folder.Exists ? Folder.GetFiles("*", SearchOption.AllDirectories) : [];
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class MediaOnPostgres : MediaFixture
{
    private readonly PostgresFixture _postgres = new();

    protected override async Task<string?> PostgresAsync() =>
        await (await _postgres.ServerAsync()).CreateDatabaseAsync("media");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}

/// <summary>Keeps files in the folder, unless a test has filled it.</summary>
internal sealed class FillableStore(Microsoft.Extensions.Options.IOptions<FileSettings> settings) : IFileStore
{
    private readonly FolderStore _folder = new(settings);

    public bool IsFull { get; set; }

    public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        if (!IsFull)
        {
            return _folder.WriteAsync(name, content, cancellation);
        }
        try
        {
            // A device without space, whose error is the real one.
            File.WriteAllBytes("/dev/full", [1]);
        }
        catch (IOException exception)
        {
            throw new FileStoreException("full", DiskFull.Is(exception), exception);
        }
        return Task.CompletedTask;
    }

    public Task<Stream?> OpenAsync(string name, CancellationToken cancellation) =>
        _folder.OpenAsync(name, cancellation);

    public Task DeleteAsync(string name, CancellationToken cancellation) => _folder.DeleteAsync(name, cancellation);

    public IAsyncEnumerable<string> ListBeforeAsync(DateOnly day, CancellationToken cancellation) =>
        _folder.ListBeforeAsync(day, cancellation);
}
