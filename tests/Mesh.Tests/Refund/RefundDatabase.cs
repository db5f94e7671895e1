using AfterSalesMesh.Refund;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>The refund service's database on SQLite, without the service.</summary>
internal sealed class RefundDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("refund-database-");
    private readonly IHost _host;

    private RefundDatabase()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("AFTERSALES_DATA", _folder.FullName)]);
        builder.Services.AddScoped<StorefrontScope>();
        new RefundService().AddServices(builder);
        // Built, and never started.
        _host = builder.Build();
    }

    public static async Task<RefundDatabase> CreateAsync()
    {
        var database = new RefundDatabase();
        await database.InAsync(db => Migration.RunAsync(db, TimeProvider.System, CancellationToken.None));
        return database;
    }

    /// <summary>Works in a context of its own, in which every storefront's rows show.</summary>
    public async Task<T> InAsync<T>(Func<RefundDb, Task<T>> work)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<StorefrontScope>().AllowAll();
        return await work(scope.ServiceProvider.GetRequiredService<RefundDb>());
    }

    public async ValueTask DisposeAsync()
    {
        // Only this database's pool, because tests run in parallel.
        await InAsync(db =>
        {
            SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
            return Task.FromResult(0);
        });
        _host.Dispose();
        _folder.Delete(recursive: true);
    }
}
