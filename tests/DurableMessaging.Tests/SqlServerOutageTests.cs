using AfterSalesMesh.Parts;
using Microsoft.Data.SqlClient;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class SqlServerOutageTests
{
    [Fact]
    public async Task A_server_that_does_not_answer_is_an_outage()
    {
        await using var connection = new SqlConnection(
            $"Server=127.0.0.1,{FreePort.Next()};User Id=sa;Password=unused;Connect Timeout=2;ConnectRetryCount=0"
        );

        var refused = await Should.ThrowAsync<SqlException>(() =>
            connection.OpenAsync(TestContext.Current.CancellationToken)
        );

        Outage.Is(new InvalidOperationException("wrapped", refused)).ShouldBeTrue($"Number {refused.Number}");
        Outage.IsConflict(refused).ShouldBeFalse();
    }

    [Theory]
    [InlineData(-2, 11, "no answer in time")]
    [InlineData(64, 20, "the connection broke")]
    [InlineData(4060, 11, "the database cannot be opened")]
    [InlineData(9002, 17, "the log is full")]
    [InlineData(18456, 14, "the login is not there yet")]
    [InlineData(40197, 17, "the service is being moved")]
    [InlineData(40613, 17, "the database is not available now")]
    [InlineData(49918, 16, "too busy")]
    [InlineData(596, 21, "the session was killed")]
    public void An_error_that_passes_with_time_is_an_outage(int number, byte severity, string why)
    {
        Outage.IsSqlServerAway(number, severity).ShouldBeTrue(why);
        Outage.IsSqlServerConflict(number).ShouldBeFalse(why);
    }

    [Theory]
    [InlineData(2601, 14, "unique index")]
    [InlineData(2627, 14, "unique constraint")]
    [InlineData(1205, 13, "victim of a deadlock")]
    public void A_conflict_is_retried_at_once(int number, byte severity, string why)
    {
        Outage.IsSqlServerConflict(number).ShouldBeTrue(why);
        Outage.IsSqlServerAway(number, severity).ShouldBeFalse(why);
    }

    [Theory]
    [InlineData(515, 16, "a null where none may be")]
    [InlineData(547, 16, "a foreign key")]
    [InlineData(2628, 16, "a text that is too long")]
    [InlineData(102, 15, "a syntax error")]
    public void A_permanent_error_is_neither_outage_nor_conflict(int number, byte severity, string why)
    {
        Outage.IsSqlServerAway(number, severity).ShouldBeFalse(why);
        Outage.IsSqlServerConflict(number).ShouldBeFalse(why);
    }
}
