using AfterSalesMesh.Parts;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Storage;

public sealed class MigrationTests
{
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
