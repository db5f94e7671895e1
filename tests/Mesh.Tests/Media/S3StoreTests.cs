using System.Net;
using AfterSalesMesh.Media;
using AfterSalesMesh.Media.Files;
using AfterSalesMesh.Parts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Media;

/// <summary>Photos in a bucket of a real server that speaks S3.</summary>
public sealed class S3StoreTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Photos_are_kept_in_a_bucket_shown_and_erased()
    {
        await using var server = await S3Server.StartAsync();
        await using var media = await OneService.StartAsync(
            new MediaService(),
            scope => scope.GetRequiredService<MediaDb>(),
            [],
            settings: new Dictionary<string, string?>
            {
                ["Media:S3:Bucket"] = S3Server.Bucket,
                ["Media:S3:Address"] = server.Address.ToString(),
                ["Media:S3:Key"] = S3Server.Key,
                ["Media:S3:Secret"] = S3Server.Key,
            }
        );
        using var shop = media.As("storefront", "shop");
        var (path, file) = ($"/v1/photos/{Guid.NewGuid()}", SamplePhotos.New());

        (await PutAsync()).ShouldBe(HttpStatusCode.Created);
        (await PutAsync()).ShouldBe(HttpStatusCode.OK);
        (await shop.GetByteArrayAsync(path, Cancelled)).AsSpan(0, 2).ToArray().ShouldBe([0xFF, 0xD8]);
        (await shop.GetByteArrayAsync($"{path}/thumbnail", Cancelled)).Length.ShouldBeGreaterThan(0);
        (await shop.DeleteAsync(path, Cancelled)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await NamesAsync(Store(server), new DateOnly(9999, 1, 1))).ShouldBeEmpty();

        await server.StopAsync();
        (await PutAsync()).ShouldBe(HttpStatusCode.ServiceUnavailable);

        async Task<HttpStatusCode> PutAsync()
        {
            using var content = new ByteArrayContent(file);
            using var answer = await shop.PutAsync(path, content, Cancelled);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Only_our_files_of_earlier_days_are_listed_and_a_missing_one_is_null()
    {
        await using var server = await S3Server.StartAsync();
        var store = Store(server);
        foreach (var name in new[] { "2026-11-27/a.jpg", "2026-11-28/b.jpg", "2026-11-29/c.jpg", "0-notes.txt" })
        {
            await store.WriteAsync(name, new byte[] { 1, 2, 3 }, Cancelled);
        }

        (await NamesAsync(store, new DateOnly(2026, 11, 29))).ShouldBe(["2026-11-27/a.jpg", "2026-11-28/b.jpg"]);
        (await store.OpenAsync("2026-11-27/none.jpg", Cancelled)).ShouldBeNull();
        await store.DeleteAsync("2026-11-27/a.jpg", Cancelled);
        await store.DeleteAsync("2026-11-27/a.jpg", Cancelled);
        (await NamesAsync(store, new DateOnly(2026, 11, 29))).ShouldBe(["2026-11-28/b.jpg"]);
    }

    private static async Task<List<string>> NamesAsync(S3Store store, DateOnly day)
    {
        List<string> names = [];
        await foreach (var name in store.ListBeforeAsync(day, Cancelled))
        {
            names.Add(name);
        }
        return names;
    }

    private static S3Store Store(S3Server server) =>
        new(
            Options.Create(
                new FileSettings
                {
                    S3 = new S3Settings
                    {
                        Bucket = S3Server.Bucket,
                        Address = server.Address.ToString(),
                        Key = S3Server.Key,
                        Secret = S3Server.Key,
                    },
                }
            )
        );
}
