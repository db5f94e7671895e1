using System.Net;
using System.Net.Http.Headers;
using AfterSalesMesh.Mesh.Tests.Media;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>Photos on the lines of a return, through the gateway.</summary>
public sealed class EvidenceTests(LocalMesh mesh)
{
    private const string NoHash = "0000000000000000000000000000000000000000000000000000000000000000";
    private readonly Shop _shop = new(mesh.Api);

    [Fact]
    public async Task Photos_are_uploaded_named_by_a_line_shown_with_the_return_and_kept()
    {
        var (id, sha256) = await UploadAsync();
        var number = await _shop.OrderedAsync(1);

        var made = await mesh.Api.RequestReturnAsync(Request(number, new { id, sha256 }));

        made.ShouldBe(HttpStatusCode.Created);
        var found = (await mesh.Api.GetAsync(made.Location!)).ShouldBe(HttpStatusCode.OK);
        var photo = found.Json!["lines"]![0]!["photos"]!.AsArray().ShouldHaveSingleItem()!;
        (photo.Text("id"), photo.Text("sha256")).ShouldBe((id.ToString(), sha256));
        await Eventually.IsTrueAsync(
            async () =>
                await CountAsync("media", $"\"Photos\" WHERE \"Id\" = '{id:D}' COLLATE NOCASE AND \"PurgeAt\" IS NULL")
                    == 1
                && await CountAsync(
                    "returns",
                    $"\"PhotosToKeep\" WHERE \"Id\" = '{made.Json!.Text("id")}' COLLATE NOCASE"
                ) == 0,
            TimeSpan.FromSeconds(60)
        );
        (await mesh.Api.GetAsync($"/v1/photos/{id}/thumbnail", "local-agent")).ShouldBe(HttpStatusCode.OK);
        (await mesh.Api.GetAsync($"/v1/photos/{id}", "local-storefront-2")).ShouldBeProblem(
            HttpStatusCode.NotFound,
            "not_found"
        );
    }

    [Fact]
    public async Task A_wrong_photo_of_a_line_is_refused_with_its_path()
    {
        var number = await _shop.OrderedAsync(1);
        var id = Guid.NewGuid();
        var photo = new { id, sha256 = NoHash };

        await RefusedAsync("lines[0].photos[0].sha256", new { id, sha256 = "abc" });
        await RefusedAsync("lines[0].photos[0].sha256", new { id, sha256 = NoHash.Replace('0', 'A') });
        await RefusedAsync("lines[0].photos[1].id", photo, photo);
        await RefusedAsync("lines[0].photos[0]", [null]);
        await RefusedAsync(
            "lines[0].photos",
            [.. Enumerable.Range(0, 11).Select(_ => new { id = Guid.NewGuid(), sha256 = NoHash })]
        );
        await _shop.StillFreeAsync(number, 1);

        async Task RefusedAsync(string where, params object?[] photos) =>
            (await mesh.Api.RequestReturnAsync(Request(number, photos)))
                .ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request")
                .Text.ShouldContain(where);
    }

    [Fact]
    public async Task A_photo_of_two_megabytes_passes_through_the_gateway_and_one_of_twenty_does_not()
    {
        var padded = SamplePhotos.New();
        Array.Resize(ref padded, 2 * 1024 * 1024);
        (await PutAsync(Guid.NewGuid(), padded)).ShouldBe(HttpStatusCode.Created);

        Array.Resize(ref padded, 20 * 1024 * 1024);
        (await PutAsync(Guid.NewGuid(), padded)).ShouldBeProblem(
            HttpStatusCode.RequestEntityTooLarge,
            "body_too_large"
        );
    }

    private static object Request(string number, params object?[] photos) =>
        new
        {
            orderNumber = number,
            channel = "web",
            lines = new[]
            {
                new
                {
                    lineId = "x",
                    quantity = 1,
                    reason = "defective",
                    resolution = "refund",
                    photos,
                },
            },
        };

    private async Task<(Guid Id, string Sha256)> UploadAsync()
    {
        var id = Guid.NewGuid();
        var answer = (await PutAsync(id, SamplePhotos.New())).ShouldBe(HttpStatusCode.Created);
        return (id, answer.Json!.Text("sha256")!);
    }

    private Task<Answer> PutAsync(Guid id, byte[] file) =>
        mesh.Api.SendAsync(
            HttpMethod.Put,
            $"/v1/photos/{id}",
            "local-storefront",
            change: request =>
            {
                request.Content = new ByteArrayContent(file);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
            }
        );

    private async Task<long> CountAsync(string service, string what)
    {
        var file = Path.Combine(await mesh.DataAsync(), $"{service}.db");
        await using var db = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        await db.OpenAsync(TestContext.Current.CancellationToken);
        await using var count = db.CreateCommand();
        count.CommandText = $"SELECT COUNT(*) FROM {what}";
        return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
