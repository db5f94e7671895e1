using AfterSalesMesh.ServiceDefaults.Storage;
using Npgsql;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Storage;

public sealed class PostgresConnectionTests
{
    [Fact]
    public void A_connection_string_gets_defaults_for_what_it_leaves_out()
    {
        var connection = new NpgsqlConnectionStringBuilder(PostgresConnection.WithDefaults("Host=db;Username=refund"));

        connection.Host.ShouldBe("db");
        (connection.MaxPoolSize, connection.MaxAutoPrepare, connection.NoResetOnClose).ShouldBe((8, 100, true));
    }

    [Theory]
    [InlineData("Host=db;Maximum Pool Size=20;Max Auto Prepare=0;No Reset On Close=false")]
    [InlineData("MaxPoolSize=20;MaxAutoPrepare=0;NoResetOnClose=false;Host=db")]
    public void A_connection_string_keeps_its_own_values(string text)
    {
        var connection = new NpgsqlConnectionStringBuilder(PostgresConnection.WithDefaults(text));

        (connection.MaxPoolSize, connection.MaxAutoPrepare, connection.NoResetOnClose).ShouldBe((20, 0, false));
    }
}
