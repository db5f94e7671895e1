using System.Globalization;
using Microsoft.Data.Sqlite;

namespace AfterSalesMesh.Parts.Apart;

/// <summary>The books of the sandbox provider, which no service of ours can write.</summary>
public static class Sandbox
{
    /// <summary>What it really paid to a payment: the amounts, one for each refund it made, also of one that came back.</summary>
    public static async Task<IReadOnlyList<long>> PaidAsync(string folder, string payment) =>
        (await RefundsAsync(folder)).FindAll(x => x.Payment == payment).ConvertAll(x => x.Amount);

    /// <summary>All refunds it made, in the order it made them.</summary>
    public static async Task<List<SandboxRefund>> RefundsAsync(string folder)
    {
        await using var connection = await OpenAsync(folder);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT Id, Reference, Payment, Amount, Currency, Status, CreatedAt FROM Refunds ORDER BY Id";
        List<SandboxRefund> refunds = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            refunds.Add(
                new SandboxRefund(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetInt64(3),
                    reader.GetString(4),
                    reader.GetString(5) == "failed",
                    DateTimeOffset.Parse(reader.GetString(6), CultureInfo.InvariantCulture)
                )
            );
        }
        return refunds;
    }

    /// <summary>How many refunds are to come back, or have and the merchant does not know it.</summary>
    public static async Task<int> ReversalsUnderWayAsync(string folder)
    {
        await using var connection = await OpenAsync(folder);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM Reversals";
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>How many links it made for a collection.</summary>
    public static async Task<int> LinksAsync(string folder, Guid collection)
    {
        await using var connection = await OpenAsync(folder);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM Links WHERE Reference = $reference";
        command.Parameters.AddWithValue("$reference", $"{collection}");
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static async Task<SqliteConnection> OpenAsync(string folder)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "sandbox.db")};Mode=ReadOnly");
        await connection.OpenAsync();
        return connection;
    }
}

/// <param name="Id">The provider's.</param>
/// <param name="Reference">The merchant's.</param>
/// <param name="Payment">Where it went.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="IsBack">It came back later.</param>
/// <param name="At">When it was made.</param>
public sealed record SandboxRefund(
    string Id,
    string Reference,
    string Payment,
    long Amount,
    string Currency,
    bool IsBack,
    DateTimeOffset At
);
