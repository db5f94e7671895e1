using System.Net;
using System.Security.Cryptography;
using System.Text;
using AfterSalesMesh.Media.Images;
using AfterSalesMesh.Parts;
using ImageMagick;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Media;

public sealed class PhotoUploadTests(MediaFixture media) : IClassFixture<MediaFixture>, IAsyncLifetime
{
    private const string Maker = "MakerOfTheCamera";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => media.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(MagickFormat.Jpeg)]
    [InlineData(MagickFormat.Png)]
    [InlineData(MagickFormat.WebP)]
    [InlineData(MagickFormat.Heic)]
    public async Task A_photo_of_each_format_is_kept_as_JPEG_with_a_thumbnail(MagickFormat format)
    {
        var id = Guid.NewGuid();

        var (status, body) = await media.PutAsync(id, SamplePhotos.In(format));

        status.ShouldBe(HttpStatusCode.Created, body.ToJsonString());
        var bytes = await media.BytesAsync(id);
        body.Text("id").ShouldBe(id.ToString());
        body.Text("sha256").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        ((long)body["bytes"]!).ShouldBe(bytes.Length);
        ((int)body["width"]!, (int)body["height"]!).ShouldBe((96, 64));
        foreach (var path in new[] { "", "/thumbnail" })
        {
            var file = await media.Storefront.GetByteArrayAsync($"/v1/photos/{id}{path}", Cancelled);
            using var image = new MagickImage(file, MagickFormat.Jpeg);
            (image.Width, image.Height).ShouldBe((96u, 64u));
            IsRed(image, 10, 10).ShouldBeTrue();
            IsRed(image, 80, 10).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_large_photo_is_made_smaller_and_keeps_its_proportions()
    {
        using var large = new MagickImage(MagickColors.SeaGreen, 4200, 2100);
        var id = Guid.NewGuid();

        var (_, body) = await media.PutAsync(id, large.ToByteArray(MagickFormat.Jpeg));

        ((int)body["width"]!, (int)body["height"]!).ShouldBe((4096, 2048));
        using var thumbnail = new MagickImage(
            await media.Storefront.GetByteArrayAsync($"/v1/photos/{id}/thumbnail", Cancelled)
        );
        (thumbnail.Width, thumbnail.Height).ShouldBe((400u, 200u));
    }

    [Fact]
    public async Task Metadata_is_removed_and_orientation_is_applied()
    {
        var file = SamplePhotos.WithMetadata(Maker);
        file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Maker)).ShouldBeGreaterThan(0);

        var id = await media.UploadedAsync(file);

        var kept = await media.BytesAsync(id);
        kept.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Maker)).ShouldBe(-1);
        kept.AsSpan().IndexOf("Exif"u8).ShouldBe(-1);
        using var image = new MagickImage(kept);
        image.GetExifProfile().ShouldBeNull();
        (image.Width, image.Height).ShouldBe((64u, 96u));
        // What was on the left of the sensor is above.
        IsRed(image, 10, 10).ShouldBeTrue();
        IsRed(image, 10, 80).ShouldBeFalse();
    }

    [Fact]
    public async Task Bytes_after_the_image_in_the_file_are_removed()
    {
        var hidden = Encoding.ASCII.GetBytes("<script>alert('hidden')</script>PK\u0003\u0004");

        var id = await media.UploadedAsync([.. SamplePhotos.New(), .. hidden]);

        (await media.BytesAsync(id)).AsSpan().IndexOf("<script>"u8).ShouldBe(-1);
    }

    [Fact]
    public async Task The_same_upload_again_gets_the_same_answer_and_another_one_is_refused()
    {
        var (id, file) = (Guid.NewGuid(), SamplePhotos.New());
        var first = await media.PutAsync(id, file);

        var again = await media.PutAsync(id, file);

        (first.Status, again.Status).ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK));
        again.Body.ToJsonString().ShouldBe(first.Body.ToJsonString());
        var other = await media.PutAsync(id, SamplePhotos.New());
        (other.Status, Type(other)).ShouldBe((HttpStatusCode.Conflict, "photo_differs"));
    }

    [Fact]
    public async Task A_photo_of_another_storefront_is_not_found()
    {
        var id = await media.UploadedAsync();
        using var other = media.Service.As("storefront", "other-shop");

        await other.AskAsync($"/v1/photos/{id}").ShouldBeProblemAsync(404, "not_found");
        await other.AskAsync($"/v1/photos/{id}/thumbnail").ShouldBeProblemAsync(404, "not_found");
        await other.DeleteAsync($"/v1/photos/{id}", Cancelled).ShouldBeProblemAsync(404, "not_found");
        (await media.PutAsync(id, SamplePhotos.New(), other)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await media.StatusAsync(id)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Staff_of_several_storefronts_say_whose_photo_it_is()
    {
        var (id, file) = (Guid.NewGuid(), SamplePhotos.New());
        using var warehouse = media.Service.As("warehouse", MediaFixture.Shop, "other-shop");

        (await media.PutAsync(id, file, warehouse)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await media.PutAsync(id, file, warehouse, "?storefrontId=a-third")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await media.PutAsync(id, file, warehouse, $"?storefrontId={MediaFixture.Shop}")).Status.ShouldBe(
            HttpStatusCode.Created
        );
        (await media.StatusAsync(id)).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>")]
    [InlineData("<?xml version='1.0'?><svg onload='alert(1)'/>")]
    [InlineData("push graphic-context\nimage over 0,0 0,0 'https://example.org/x'")]
    [InlineData("%PDF-1.7")]
    public async Task A_file_that_has_only_the_type_of_a_photo_is_refused(string text)
    {
        var id = Guid.NewGuid();

        var answer = await media.PutAsync(id, Encoding.ASCII.GetBytes(text));

        (answer.Status, Type(answer)).ShouldBe(
            text.Length == 0
                ? (HttpStatusCode.BadRequest, "invalid_request")
                : (HttpStatusCode.UnsupportedMediaType, "unsupported_image")
        );
        (await media.RowAsync(id)).ShouldBeNull();
    }

    [Theory]
    [InlineData(MagickFormat.Gif)]
    [InlineData(MagickFormat.Bmp)]
    [InlineData(MagickFormat.Tiff)]
    [InlineData(MagickFormat.Avif)]
    public async Task An_image_of_another_format_is_refused(MagickFormat format)
    {
        var answer = await media.PutAsync(Guid.NewGuid(), SamplePhotos.In(format));

        (answer.Status, Type(answer)).ShouldBe((HttpStatusCode.UnsupportedMediaType, "unsupported_image"));
    }

    [Theory]
    [InlineData(MagickFormat.Jpeg)]
    [InlineData(MagickFormat.Png)]
    [InlineData(MagickFormat.WebP)]
    [InlineData(MagickFormat.Heic)]
    public async Task A_photo_that_was_cut_off_before_it_was_sent_is_refused(MagickFormat format)
    {
        var (id, file) = (Guid.NewGuid(), SamplePhotos.In(format));

        var answer = await media.PutAsync(id, file[..(file.Length * 3 / 4)]);

        (answer.Status, Type(answer)).ShouldBe((HttpStatusCode.UnprocessableEntity, "unreadable_image"));
        (await media.RowAsync(id)).ShouldBeNull();
    }

    [Fact]
    public async Task A_photo_of_a_hundred_megapixels_is_refused_before_it_is_read()
    {
        var answer = await media.PutAsync(Guid.NewGuid(), SamplePhotos.Bomb());

        (answer.Status, Type(answer)).ShouldBe((HttpStatusCode.UnprocessableEntity, "too_many_pixels"));
        answer.Body.Text("detail")!.ShouldContain($"{ImageConverter.MaxPixels / 1_000_000} megapixels");
    }

    [Theory]
    [InlineData(ImageConverter.MaxScans - 20, HttpStatusCode.Created)]
    [InlineData(ImageConverter.MaxScans, HttpStatusCode.UnprocessableEntity)]
    public async Task A_JPEG_takes_a_bounded_number_of_scans(int repeated, HttpStatusCode status)
    {
        var answer = await media.PutAsync(Guid.NewGuid(), SamplePhotos.Progressive(repeated));

        answer.Status.ShouldBe(status, answer.Body.ToJsonString());
        if (status == HttpStatusCode.UnprocessableEntity)
        {
            Type(answer).ShouldBe("too_many_scans");
        }
    }

    [Fact]
    public async Task What_follows_a_JPEG_is_not_taken_for_scans()
    {
        // As the video behind a photo that moves: by chance it has the marker of a scan a hundred times.
        var video = new byte[12 * 1024 * 1024];
        new Random(1).NextBytes(video);

        var answer = await media.PutAsync(Guid.NewGuid(), [.. SamplePhotos.Progressive(0), .. video]);

        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body.ToJsonString());
    }

    [Fact]
    public async Task A_photo_is_sent_to_its_reader_alone_and_cannot_run()
    {
        var id = await media.UploadedAsync();

        using var answer = await media.Storefront.AskAsync($"/v1/photos/{id}");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        answer.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("inline");
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/v1/photos/{id}");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var unchanged = await media.Storefront.SendAsync(again, Cancelled);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("finance")]
    [InlineData("admin")]
    public async Task Roles_that_take_no_photos_may_not_upload_any(string role)
    {
        using var client = media.Service.As(role, MediaFixture.Shop);

        (await media.PutAsync(Guid.NewGuid(), SamplePhotos.New(), client)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static string? Type((HttpStatusCode Status, System.Text.Json.Nodes.JsonNode Body) answer) =>
        answer.Body.Text("type")?.Split(':')[^1];

    private static bool IsRed(MagickImage image, int x, int y)
    {
        using var pixels = image.GetPixels();
        var color = pixels.GetPixel(x, y).ToColor()!;
        return color.R > 120 && color.B < 120;
    }
}
