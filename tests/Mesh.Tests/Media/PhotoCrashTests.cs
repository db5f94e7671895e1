using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Media;

/// <summary>Local as a process that is killed while a photo is uploaded.</summary>
public sealed class PhotoCrashTests
{
    [Fact]
    public async Task A_kill_between_the_files_of_a_photo_and_its_row_leaves_files_that_nobody_sees()
    {
        var data = Directory.CreateTempSubdirectory("photo-crash-");
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await using var process = new ServiceProcess(
            ServiceProcess.Dll("deploy/Local"),
            new Dictionary<string, string>
            {
                ["AFTERSALES_DATA"] = data.FullName,
                ["Sandbox__Url"] = "http://127.0.0.1:0",
            },
            "--urls",
            address.ToString()
        );
        using var api = new MeshApi(address);
        var (path, file) = ($"/v1/photos/{Guid.NewGuid()}", SamplePhotos.New());
        process.Start(new Dictionary<string, string> { [CrashPoint.Variable] = "after-files" });
        await process.WaitForReadyAsync(new Uri(address, "health/ready"));

        await Should.ThrowAsync<HttpRequestException>(PutAsync);
        await process.DisposeAsync();

        Directory.GetFiles(Path.Combine(data.FullName, "photos"), "*", SearchOption.AllDirectories).Length.ShouldBe(2);
        await using (var db = new SqliteConnection($"Data Source={data.FullName}/media.db;Pooling=False"))
        {
            await db.OpenAsync(TestContext.Current.CancellationToken);
            await using var count = db.CreateCommand();
            count.CommandText = "SELECT COUNT(*) FROM \"Photos\"";
            (await count.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
        }
        data.Delete(recursive: true);

        Task<Answer> PutAsync() =>
            api.SendAsync(
                HttpMethod.Put,
                path,
                "local-storefront",
                change: request => request.Content = new ByteArrayContent(file)
            );
    }
}
