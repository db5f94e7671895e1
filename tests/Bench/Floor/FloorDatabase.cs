using System.Collections.Concurrent;
using Npgsql;

namespace AfterSalesMesh.Bench.Floor;

/// <summary>A hop's share of the database's work, with Npgsql alone: prepared, and each commit in one round trip.</summary>
internal sealed class FloorDatabase(FloorPlan plan, string connection) : IAsyncDisposable
{
    public const string Create = """
        CREATE TABLE floor (id uuid PRIMARY KEY, n int NOT NULL, body bytea NOT NULL);
        INSERT INTO floor SELECT lpad(to_hex(i), 32, '0')::uuid, 0, '' FROM generate_series(1, 10000) i
        """;

    private const int Remembered = 1024;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connection)
        {
            MaxPoolSize = 20,
            MaxAutoPrepare = 20,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        }
    );
    private readonly Share _reads = new(plan.Reads);
    private readonly Share _inserts = new(plan.Inserts);
    private readonly Share _updates = new(plan.Updates);
    private readonly Share _deletes = new(plan.Deletes);
    private readonly Share _commits = new(plan.Commits);
    private readonly byte[] _body = new byte[plan.RowBytes];

    // Rows to read and update; who updates one holds it alone, as a return's rows are its own.
    private readonly ConcurrentQueue<Guid> _rows = [];

    /// <param name="ends">The chain that ends with this hop: its row is what is waited for.</param>
    public async Task HopAsync(Guid? ends)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await ReadAsync(connection, _reads.Take());
        var (inserts, updates, deletes) = (_inserts.Take(), _updates.Take(), _deletes.Take());
        for (var left = Math.Max(_commits.Take(), ends is null ? 0 : 1); left > 0; left--)
        {
            var last = left == 1;
            var share = last ? inserts : Math.Min(inserts, Math.Max(1, inserts / left));
            var changed = last ? updates : updates / left;
            await CommitAsync(connection, share, changed, last ? deletes : 0, last ? ends : null);
            (inserts, updates) = (inserts - share, updates - changed);
        }
    }

    private async Task ReadAsync(NpgsqlConnection connection, int reads)
    {
        await using var batch = new NpgsqlBatch(connection);
        for (; reads > 0; reads--)
        {
            Add(batch, "SELECT n, body FROM floor WHERE id = $1", _rows.TryPeek(out var id) ? id : Guid.Empty);
        }
        if (batch.BatchCommands.Count == 0)
        {
            return;
        }
        await using var rows = await batch.ExecuteReaderAsync();
        do
        {
            while (await rows.ReadAsync()) { }
        } while (await rows.NextResultAsync());
    }

    private async Task CommitAsync(NpgsqlConnection connection, int inserts, int updates, int deletes, Guid? ends)
    {
        await using var batch = new NpgsqlBatch(connection);
        List<Guid> touched = [];
        for (var i = 0; i < Math.Max(inserts, ends is null ? 0 : 1); i++)
        {
            var id = i == 0 && ends is { } chain ? chain : Guid.CreateVersion7();
            var insert = Add(batch, "INSERT INTO floor (id, n, body) VALUES ($1, 0, $2)", id);
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = _body });
            touched.Add(id);
        }
        for (; updates > 0 && _rows.TryDequeue(out var id); updates--)
        {
            Add(batch, "UPDATE floor SET n = n + 1 WHERE id = $1", id);
            touched.Add(id);
        }
        for (; deletes > 0; deletes--)
        {
            Add(batch, "DELETE FROM floor WHERE id = $1", Guid.Empty);
        }
        await batch.ExecuteNonQueryAsync();
        foreach (var id in touched.Take(Math.Max(0, Remembered - _rows.Count)))
        {
            _rows.Enqueue(id);
        }
    }

    private static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql, Guid id)
    {
        var command = new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = id } } };
        batch.BatchCommands.Add(command);
        return command;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
