using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>The default place of a service's SQLite database.</summary>
public static class SqliteFile
{
    /// <summary><c>{name}.db</c> in the folder <c>AFTERSALES_DATA</c>, else <c>./data</c>.</summary>
    public static string Of(IConfiguration configuration, string name)
    {
        var folder = Directory.CreateDirectory(configuration["AFTERSALES_DATA"] is { Length: > 0 } set ? set : "data");
        return new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder.FullName, $"{name}.db"),
        }.ToString();
    }
}
