using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>Conventions with which SQL Server sorts and compares as the other databases do.</summary>
public static class SqlServerConventions
{
    public static void UseBinaryCollation(this ModelConfigurationBuilder configuration)
    {
        // uniqueidentifier sorts from its end, and time-ordered ids would lose their order; binary sorts from its start.
        configuration.Properties<Guid>().HaveConversion<GuidBytes>().HaveColumnType("binary(16)");
        // A server's usual collations take "a-1" and "A-1" for the same.
        configuration.Properties<string>().UseCollation("Latin1_General_100_BIN2");
    }

    private sealed class GuidBytes() : ValueConverter<Guid, byte[]>(x => x.ToByteArray(true), x => new Guid(x, true));
}
