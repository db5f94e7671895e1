namespace AfterSalesMesh.Parts;

/// <summary>
/// One broker for all tests of an assembly, started when the first test asks:
/// <c>[assembly: AssemblyFixture(typeof(RabbitMqFixture))]</c>. Tests that stop it take their own.
/// </summary>
public sealed class RabbitMqFixture : IAsyncDisposable
{
    private readonly Lazy<Task<RabbitMqServer>> server = new(RabbitMqServer.GivenOrOwnAsync);

    /// <summary>The broker; skips the test, with the reason, where there is none.</summary>
    public Task<RabbitMqServer> ServerAsync() => server.Value;

    public async ValueTask DisposeAsync()
    {
        if (server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
