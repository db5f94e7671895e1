using AfterSalesMesh.Mesh.Tests.Refund;
using AfterSalesMesh.Refund;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Storage;

public sealed class LongListOnSqliteTests(RefundFixture refunds) : LongListTests(refunds), IClassFixture<RefundFixture>;

public sealed class LongListOnPostgresTests(RefundOnPostgres refunds)
    : LongListTests(refunds),
        IClassFixture<RefundOnPostgres>;

public abstract class LongListTests(RefundFixture refunds) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_list_in_a_query_may_be_longer_than_the_parameters_that_a_database_takes()
    {
        var names = Enumerable.Range(0, 70_000).Select(x => $"pay_{x}").ToList();

        var found = await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.Payments.CountAsync(x => names.Contains(x.Reference) || names.Contains(x.Method))
        );

        found.ShouldBe(0);
    }
}
