namespace AfterSalesMesh.Parts;

/// <summary>
/// One server for all tests of an assembly, started when the first test asks:
/// <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>. Tests that stop it take their own.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> server = new(PostgresServer.GivenOrOwnAsync);

    /// <summary>The server; skips the test, with the reason, where there is none.</summary>
    public Task<PostgresServer> ServerAsync() => server.Value;

    public async ValueTask DisposeAsync()
    {
        if (server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
