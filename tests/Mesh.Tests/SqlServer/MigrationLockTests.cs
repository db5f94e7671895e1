using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.SqlServer.Storage.Internal;
using Shouldly;
using Xunit;

#pragma warning disable EF1001 // It is the connection itself that is to be another one.

namespace AfterSalesMesh.Mesh.Tests.SqlServer;

public sealed class MigrationLockTests
{
    [Fact]
    public async Task SQL_Servers_lock_is_taken_and_released_in_one_session()
    {
        using var server = new StandInServer();
        server.Create("RefundSqlServer", "refund");
        // A trigger is missing, so that there is something to do under the lock.
        server.Drop("refund", "PostingLines_balance");
        await using var db = Databases.Open(
            "RefundSqlServer",
            options =>
                options
                    .UseSqlServer(server.ConnectionString("refund"))
                    .ReplaceService<ISqlServerConnection, StandInSqlServerConnection>()
        );

        await Migration.RunAsync(db, TimeProvider.System, TestContext.Current.CancellationToken);

        // Releasing a lock that the session does not hold, as it was given back with the connection, fails there as here.
        server.Said.Keys.ShouldContain(x => x.Contains("sp_releaseapplock"));
        server.Triggers.ShouldBe(["PostingLines_balance"]);
    }
}
