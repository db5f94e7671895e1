using System.Net;
using System.Net.Sockets;
using System.Text;
using AfterSalesMesh.Media;
using AfterSalesMesh.Media.Files;
using AfterSalesMesh.Media.Images;
using AfterSalesMesh.Media.Photos;
using AfterSalesMesh.Parts;
using ImageMagick;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Media;

/// <summary>What can go wrong on the way of a photo, and that nothing is half done afterwards.</summary>
public sealed class PhotoFaultTests(MediaFixture media) : IClassFixture<MediaFixture>, IAsyncLifetime
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => media.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing_and_can_be_repeated()
    {
        var (id, file, before) = (Guid.NewGuid(), SamplePhotos.New(), media.Files().Length);
        using (var wire = new TcpClient())
        {
            await wire.ConnectAsync(IPAddress.Loopback, media.Storefront.BaseAddress!.Port, Cancelled);
            var stream = wire.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"PUT /v1/photos/{id} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {file.Length}\r\n"
                        + $"Authorization: {media.Storefront.DefaultRequestHeaders.Authorization}\r\n\r\n"
                ),
                Cancelled
            );
            await stream.WriteAsync(file.AsMemory(0, file.Length / 2), Cancelled);
        }

        (await media.PutAsync(id, file)).Status.ShouldBe(HttpStatusCode.Created);

        media.Files().Length.ShouldBe(before + 2);
    }

    [Fact]
    public async Task Files_of_an_upload_that_died_before_its_commit_are_deleted_and_those_of_photos_stay()
    {
        var id = await media.UploadedAsync();
        var orphan = Photo.NewFile(DateTimeOffset.UtcNow);
        await media.Service.InScopeAsync(async scope =>
        {
            var files = scope.GetRequiredService<IFileStore>();
            await files.WriteAsync(orphan + Photo.FileType, new byte[] { 1 }, Cancelled);
            await files.WriteAsync(Photo.ThumbnailOf(orphan), new byte[] { 1 }, Cancelled);
            await files.WriteAsync(orphan + ".jpg.tmp", new byte[] { 1 }, Cancelled);
            return true;
        });

        // The commit may still come.
        (await SweepAsync(daysFromNow: 0)).ShouldBe(0);

        (await SweepAsync(daysFromNow: 2)).ShouldBeGreaterThanOrEqualTo(3);
        media.Files().ShouldAllBe(x => !x.FullName.Contains(orphan));
        (await media.StatusAsync(id)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_full_disk_is_said_and_nothing_is_kept()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device without space here.");
        var id = Guid.NewGuid();
        await media.FillAsync(true);
        try
        {
            var (status, body) = await media.PutAsync(id, SamplePhotos.New());

            status.ShouldBe(HttpStatusCode.InsufficientStorage);
            body.Text("type").ShouldEndWith(":insufficient_storage");
        }
        finally
        {
            await media.FillAsync(false);
        }
        (await media.RowAsync(id)).ShouldBeNull();
        (await media.StatusAsync(id)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_photo_that_cannot_be_written_leaves_no_half_file()
    {
        var folder = Path.Combine(media.Folder.FullName, "taken");
        // A file in the place of the day's folder.
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "2026-11-29"), "", Cancelled);
        var store = new FolderStore(Options.Create(new FileSettings { Folder = folder }));

        var error = await Should.ThrowAsync<FileStoreException>(() =>
            store.WriteAsync("2026-11-29/x.jpg", new byte[] { 1 }, Cancelled)
        );

        error.IsFull.ShouldBeFalse();
        Directory.GetFileSystemEntries(folder).Length.ShouldBe(1);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_files_are_readable_by_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        await media.UploadedAsync();

        foreach (var file in media.Files())
        {
            (File.GetUnixFileMode(file.FullName) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)).ShouldBe(
                UnixFileMode.None
            );
            File.GetUnixFileMode(file.DirectoryName!)
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task An_upload_that_does_not_get_its_turn_is_told_to_come_again()
    {
        var clock = new JumpingClock(DateTimeOffset.UtcNow);
        using var converter = new ImageConverter(Options.Create(new ImageSettings { Conversions = 1 }), clock);
        var endless = new TaskCompletionSource();
        var first = converter.ConvertAsync(new WaitingStream(endless.Task), MagickFormat.Jpeg, "shop", Cancelled);

        var second = converter.ConvertAsync(new MemoryStream(SamplePhotos.New()), MagickFormat.Jpeg, "shop", Cancelled);
        clock.Advance(TimeSpan.FromSeconds(20));

        (await second).ShouldBe((null, null));
        endless.SetResult();
        (await first).Refusal!.Word.ShouldBe("unreadable_image");
        (
            await converter.ConvertAsync(new MemoryStream(SamplePhotos.New()), MagickFormat.Jpeg, "shop", Cancelled)
        ).Image.ShouldNotBeNull();
    }

    [Fact]
    public async Task Photos_of_one_storefront_do_not_wait_for_all_those_of_another()
    {
        using var converter = new ImageConverter(
            Options.Create(new ImageSettings { Conversions = 1 }),
            TimeProvider.System
        );
        var running = new TaskCompletionSource();
        var first = converter.ConvertAsync(new WaitingStream(running.Task), MagickFormat.Jpeg, "one", Cancelled);
        List<string> done = [];
        var waiting = Enumerable.Repeat("one", 5).Append("another").Select(ConvertAsync).ToList();

        running.SetResult();
        await Task.WhenAll(waiting.Append(first));

        done.IndexOf("another").ShouldBeLessThan(2, string.Join(", ", done));

        async Task ConvertAsync(string shop)
        {
            var file = new MemoryStream(SamplePhotos.New());
            (await converter.ConvertAsync(file, MagickFormat.Jpeg, shop, Cancelled)).Image.ShouldNotBeNull();
            lock (done)
            {
                done.Add(shop);
            }
        }
    }

    [Fact]
    public async Task A_photo_that_is_erased_while_it_is_asked_for_is_not_found()
    {
        var id = await media.UploadedAsync();
        await media.Service.InDatabaseAsync<MediaDb, bool>(async db =>
        {
            var photo = await db.Photos.SingleAsync(x => x.Id == id, Cancelled);
            var files = new ErasedFiles(async () =>
                await db.Photos.Where(x => x.Id == id).ExecuteDeleteAsync(Cancelled)
            );
            var answer = await PhotoFile.SendAsync(
                db,
                photo,
                thumbnail: false,
                new DefaultHttpContext().Response,
                files,
                Cancelled
            );
            ((IStatusCodeHttpResult)answer).StatusCode.ShouldBe(StatusCodes.Status404NotFound);
            return true;
        });
    }

    private Task<int> SweepAsync(int daysFromNow) =>
        media.Service.InScopeAsync(scope =>
            new OrphanFiles(
                scope.GetRequiredService<MediaDb>(),
                scope.GetRequiredService<IFileStore>(),
                new JumpingClock(DateTimeOffset.UtcNow.AddDays(daysFromNow))
            ).DeleteAsync(Cancelled)
        );

    /// <summary>A store from which a file is gone when it is opened.</summary>
    private sealed class ErasedFiles(Func<Task> erase) : IFileStore
    {
        public async Task<Stream?> OpenAsync(string name, CancellationToken cancellation)
        {
            await erase();
            return null;
        }

        public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task DeleteAsync(string name, CancellationToken cancellation) => throw new NotSupportedException();

        public IAsyncEnumerable<string> ListBeforeAsync(DateOnly day, CancellationToken cancellation) =>
            throw new NotSupportedException();
    }

    /// <summary>A sender who sends nothing until a task ends.</summary>
    private sealed class WaitingStream(Task until) : MemoryStream([1, 2, 3])
    {
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            await until.WaitAsync(cancellationToken);
            await base.CopyToAsync(destination, bufferSize, cancellationToken);
        }
    }
}
