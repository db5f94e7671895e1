using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AfterSalesMesh.Gateway.Storage;

/// <summary>Lets <c>dotnet ef migrations add</c> make the contexts without a configuration.</summary>
internal sealed class SqliteAtDesignTime : IDesignTimeDbContextFactory<GatewaySqlite>
{
    public GatewaySqlite CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<GatewaySqlite>().UseSqlite("Data Source=:memory:").Options);
}

internal sealed class PostgresAtDesignTime : IDesignTimeDbContextFactory<GatewayPostgres>
{
    public GatewayPostgres CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<GatewayPostgres>().UseNpgsql("Host=localhost").Options);
}

internal sealed class SqlServerAtDesignTime : IDesignTimeDbContextFactory<GatewaySqlServer>
{
    public GatewaySqlServer CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<GatewaySqlServer>().UseSqlServer("Server=localhost").Options);
}
