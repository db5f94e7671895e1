using Npgsql;

namespace AfterSalesMesh.Chaos.Faults;

/// <summary>Adds an outbox row that can never be sent; it must not hold back the others.</summary>
internal sealed class PoisonRow() : Fault("poison-row", Part.Database)
{
    private const string Insert = """
        INSERT INTO "Outbox" ("Id", "Destination", "ContentType", "Body", "Headers", "Properties", "EnqueuedAt", "DueAt", "Refusals")
        VALUES ($1, 'exchange:nobody-listens', 'application/vnd.masstransit+json', '{}', '{}', '{"Mandatory":true}', now(), now(), 0)
        """;

    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        var of = random.GetItems(world.Services, 1)[0];
        var id = Guid.CreateVersion7();
        await using var connection = new NpgsqlConnection($"{world.Mesh.Databases[of]};Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(Insert, connection) { Parameters = { new() { Value = id } } };
        await command.ExecuteNonQueryAsync(cancellation);
        world.PoisonRows.Add(id);
        return $"a row in the outbox of {of} that goes nowhere";
    }
}
