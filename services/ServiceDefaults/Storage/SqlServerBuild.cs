using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>
/// SQL Server's client compiles and connects without one of its packages, which not every registry has, and fails at the
/// first statement with parameters: a build without that package says so before it starts.
/// </summary>
public static class SqlServerBuild
{
    private const string Needed = "Microsoft.SqlServer.Server.IBinarySerialize, Microsoft.SqlServer.Server";

    /// <summary>Why this build can't use SQL Server, in words, or null.</summary>
    public static string? Flaw { get; } =
        EF.IsDesignTime || Type.GetType(Needed) is not null
            ? null
            : "Storage:Provider is SqlServer, and this build was made without the package Microsoft.SqlServer.Server: "
                + "build with -p:FullRegistry=true to use SQL Server.";
}
