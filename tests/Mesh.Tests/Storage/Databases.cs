using AfterSalesMesh.Gateway;
using AfterSalesMesh.Inspection;
using AfterSalesMesh.Media;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Returns;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.Warehouse;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Storage;

/// <summary>The contexts of the six services and the gateway, for each database product; none of them ever connects.</summary>
internal static class Databases
{
    private static readonly Type[] Contexts =
    [
        .. new[]
        {
            typeof(ReturnsService),
            typeof(WarehouseService),
            typeof(InspectionService),
            typeof(RefundService),
            typeof(NotificationService),
            typeof(MediaService),
            typeof(GatewayApp),
        }
            .SelectMany(x => x.Assembly.GetTypes())
            .Where(x => x.IsAssignableTo(typeof(DbContext)) && !x.IsAbstract),
    ];

    public static TheoryData<string> All => [.. Contexts.Select(x => x.Name)];

    public static TheoryData<string> OnSqlServer => [.. Names("SqlServer")];

    public static string[] Names(string product) =>
        [.. Contexts.Select(x => x.Name).Where(x => x.EndsWith(product, StringComparison.Ordinal))];

    public static DbContext Open(string name, Action<DbContextOptionsBuilder>? configure = null)
    {
        var type = Contexts.Single(x => x.Name == name);
        var options = (DbContextOptionsBuilder)
            Activator.CreateInstance(typeof(DbContextOptionsBuilder<>).MakeGenericType(type))!;
        _ =
            name.EndsWith("SqlServer", StringComparison.Ordinal) ? options.UseSqlServer("Server=unused")
            : name.EndsWith("Postgres", StringComparison.Ordinal) ? options.UseNpgsql("Host=unused")
            : options.UseSqlite("Data Source=unused");
        configure?.Invoke(options);
        var db = (DbContext)Activator.CreateInstance(type, options.Options)!;
        (db as ServiceDbContext)?.Scope.Allow(["shop-1", "shop-2"]);
        return db;
    }

    /// <summary>What a column takes in a SQL Server index, in bytes at most.</summary>
    public static int Bytes(IReadOnlyProperty column)
    {
        var type = column.GetColumnType()!;
        var length =
            type.Contains("(max)", StringComparison.Ordinal) ? int.MaxValue
            : int.TryParse(type.Split('(', ')').ElementAtOrDefault(1), out var known) ? known
            : 0;
        return type.Split('(')[0] switch
        {
            "nvarchar" => length == int.MaxValue ? length : 2 * length,
            "binary" or "varbinary" => length,
            "bit" => 1,
            "int" => 4,
            "bigint" => 8,
            "datetimeoffset" => 10,
            _ => throw new NotSupportedException($"How long is {type}?"),
        };
    }
}
