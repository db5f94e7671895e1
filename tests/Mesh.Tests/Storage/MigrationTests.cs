using AfterSalesMesh.Inspection;
using AfterSalesMesh.Parts;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Storage;

public sealed class MigrationTests
{
    [Theory]
    [InlineData("")]
    [InlineData("PRAGMA user_version = 1")]
    public async Task A_service_starts_on_a_file_of_SQLite_without_tables(string sql)
    {
        var folder = Directory.CreateTempSubdirectory("no-tables-");
        var file = Path.Combine(folder.FullName, "inspection.db");
        await File.Create(file).DisposeAsync();
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=false"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using (
            var service = await OneService.StartAsync(
                new InspectionService(),
                scope => scope.GetRequiredService<InspectionDb>(),
                [],
                settings: new Dictionary<string, string?> { ["ConnectionStrings:inspection"] = $"Data Source={file}" }
            )
        )
        {
            (await service.InDatabaseAsync<InspectionDb, int>(db => db.Tasks.CountAsync())).ShouldBe(0);
        }
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Replicas_that_start_at_once_on_an_empty_database_all_find_it_migrated()
    {
        await using var server = await PostgresServer.GivenOrOwnAsync();
        var database = await server.CreateDatabaseAsync("migrated");

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(StartAsync)));

        applied.Count(x => x.Count > 0).ShouldBe(1);
        await using var db = Open();
        (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();

        async Task<IReadOnlyList<string>> StartAsync()
        {
            await using var replica = Open();
            return await Migration.RunAsync(replica, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        DbContext Open() => Databases.Open("RefundPostgres", x => x.UseNpgsql(database));
    }
}
