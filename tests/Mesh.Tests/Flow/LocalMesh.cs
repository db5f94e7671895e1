using AfterSalesMesh.Parts;
using Microsoft.Data.Sqlite;
using Xunit;

[assembly: AssemblyFixture(typeof(AfterSalesMesh.Mesh.Tests.Flow.LocalMesh))]

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>The product as it runs on a laptop: Local as a process, with a port and a data folder of its own.</summary>
public sealed class LocalMesh : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("mesh-").FullName;
    private readonly ServiceProcess _process;

    public LocalMesh()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        _process = new ServiceProcess(
            ServiceProcess.Dll("deploy/Local"),
            new Dictionary<string, string> { ["AFTERSALES_DATA"] = _data, ["Gateway__RequestsPerSecond"] = "0" },
            "--urls",
            Address.ToString()
        );
        Api = new MeshApi(Address);
    }

    public Uri Address { get; }

    public MeshApi Api { get; }

    /// <summary>The folder with its databases.</summary>
    public string Data => _data;

    /// <summary>The mail that customers would have got.</summary>
    public string Outbox => Path.Combine(_data, "outbox");

    public string Output => _process.Output;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync()
    {
        _process.Start();
        await _process.WaitForReadyAsync(new Uri(Address, "health/ready"));
    }

    public Task KillAsync() => _process.KillAsync();

    public Task StopAsync() => _process.StopAsync();

    /// <summary>What the sandbox provider really paid to a payment: the amounts, one for each refund it made.</summary>
    public async Task<IReadOnlyList<long>> PaidAsync(string payment)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_data, "sandbox-provider.db")};Mode=ReadOnly"
        );
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT Amount FROM Refunds WHERE Payment = $payment";
        command.Parameters.AddWithValue("$payment", payment);
        List<long> amounts = [];
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            amounts.Add(reader.GetInt64(0));
        }
        return amounts;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Api.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
