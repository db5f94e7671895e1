using System.Net;
using AfterSalesMesh.Contracts.Media;
using AfterSalesMesh.Media;
using AfterSalesMesh.Parts;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Media;

public sealed class StoredPhotosOnSqliteTests(MediaFixture media)
    : StoredPhotosTests(media),
        IClassFixture<MediaFixture>;

public sealed class StoredPhotosOnPostgresTests(MediaOnPostgres media)
    : StoredPhotosTests(media),
        IClassFixture<MediaOnPostgres>;

/// <summary>The rows of photos: one for each id, kept as long as a return names them.</summary>
public abstract class StoredPhotosTests(MediaFixture media) : IAsyncLifetime
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => media.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_photo_that_a_return_names_stays_and_any_other_is_deleted_after_seven_days()
    {
        var (kept, left) = (await media.UploadedAsync(), await media.UploadedAsync());
        await KeptAsync(Keep([kept]));

        await media.CleanUpAsync(daysFromNow: 6);
        (await media.StatusAsync(left)).ShouldBe(HttpStatusCode.OK);

        await media.CleanUpAsync(daysFromNow: 8);
        (await media.StatusAsync(left)).ShouldBe(HttpStatusCode.NotFound);
        (await media.StatusAsync(kept)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_same_command_again_changes_nothing_and_is_answered_again()
    {
        var id = await media.UploadedAsync();
        var keep = Keep([id, id]);
        await KeptAsync(keep);
        var version = (await media.RowAsync(id))!.Version;

        await KeptAsync(keep, times: 2);

        (await media.RowAsync(id))!.Version.ShouldBe(version);
        var attachments = await media.Service.InDatabaseAsync<MediaDb, int>(db =>
            db.Attachments.CountAsync(x => x.ReturnId == keep.ReturnId, Cancelled)
        );
        attachments.ShouldBe(1);
    }

    [Fact]
    public async Task A_command_that_comes_before_its_photo_keeps_it_too()
    {
        var (id, file) = (Guid.NewGuid(), SamplePhotos.New());
        await KeptAsync(Keep([id]));
        (await media.PutAsync(id, file)).Status.ShouldBe(HttpStatusCode.Created);

        await media.CleanUpAsync(daysFromNow: 8);

        (await media.StatusAsync(id)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_return_of_another_storefront_keeps_no_photo()
    {
        var id = await media.UploadedAsync();
        await KeptAsync(Keep([id]) with { StorefrontId = "other-shop" });

        await media.CleanUpAsync(daysFromNow: 8);

        (await media.StatusAsync(id)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Of_several_uploads_of_one_id_at_once_one_is_kept_whole()
    {
        var (id, one, other) = (Guid.NewGuid(), SamplePhotos.New(), SamplePhotos.New());
        byte[][] uploads = [one, other, one, other, one, other];

        var answers = await Task.WhenAll(uploads.Select(x => media.PutAsync(id, x)));

        answers.Count(x => x.Status == HttpStatusCode.Created).ShouldBe(1);
        var taken = answers.Single(x => x.Status == HttpStatusCode.Created).Body;
        answers.Count(x => x.Status == HttpStatusCode.OK && x.Body.Text("sha256") == taken.Text("sha256")).ShouldBe(2);
        answers.Count(x => x.Status == HttpStatusCode.Conflict).ShouldBe(3);
        (await media.BytesAsync(id)).Length.ShouldBe((int)taken["bytes"]!);
        (await media.PutAsync(id, answers[0].Status == HttpStatusCode.Conflict ? other : one)).Status.ShouldBe(
            HttpStatusCode.OK
        );
    }

    [Theory]
    [InlineData("storefront")]
    [InlineData("admin")]
    public async Task A_photo_is_erased_with_its_files_also_when_a_return_names_it(string role)
    {
        var id = await media.UploadedAsync();
        await KeptAsync(Keep([id]));
        var file = (await media.RowAsync(id))!.File;
        using var client = media.Service.As(role, MediaFixture.Shop);

        using var answer = await client.DeleteAsync($"/v1/photos/{id}", Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await media.StatusAsync(id)).ShouldBe(HttpStatusCode.NotFound);
        media.Files().ShouldAllBe(x => !x.FullName.Contains(file));
        await client.DeleteAsync($"/v1/photos/{id}", Cancelled).ShouldBeProblemAsync(404, "not_found");
    }

    private static KeepPhotos Keep(IReadOnlyList<Guid> photos) => new(Guid.CreateVersion7(), MediaFixture.Shop, photos);

    private async Task KeptAsync(KeepPhotos keep, int times = 1)
    {
        await media.Service.DeliverAsync(keep);
        var kept = await media.Service.HearAsync<PhotosKept>(x => x.ReturnId == keep.ReturnId, times);
        kept.ShouldAllBe(x => x.PhotoIds.SequenceEqual(keep.PhotoIds) && x.StorefrontId == keep.StorefrontId);
    }
}
