using Microsoft.Data.Sqlite;

namespace AfterSalesMesh.Parts.Apart;

/// <summary>The books of the sandbox provider, which no service of ours can write.</summary>
public static class Sandbox
{
    /// <summary>What it really paid to a payment: the amounts, one for each refund it made.</summary>
    public static async Task<IReadOnlyList<long>> PaidAsync(string folder, string payment)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(folder, "sandbox-provider.db")};Mode=ReadOnly"
        );
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT Amount FROM Refunds WHERE Payment = $payment";
        command.Parameters.AddWithValue("$payment", payment);
        List<long> amounts = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            amounts.Add(reader.GetInt64(0));
        }
        return amounts;
    }
}
