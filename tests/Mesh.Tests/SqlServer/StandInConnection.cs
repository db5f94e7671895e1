using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace AfterSalesMesh.Mesh.Tests.SqlServer;

/// <summary>A connection to a <see cref="StandInServer"/>.</summary>
internal sealed class StandInConnection(string connection) : DbConnection
{
    private readonly SqliteConnection _file = new($"Data Source={StandInServer.FileOf(connection)};Default Timeout=30");

    public StandInServer Server { get; } = StandInServer.Of(connection);

    [AllowNull]
    public override string ConnectionString
    {
        get => connection;
        set => throw new NotSupportedException();
    }

    public override string Database => "";

    public override string DataSource => _file.DataSource;

    public override string ServerVersion => "17.0";

    public override ConnectionState State => _file.State;

    public override void Open() => _file.Open();

    public override void Close() => _file.Close();

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        new StandInTransaction(this, _file.BeginTransaction());

    protected override DbCommand CreateDbCommand() => new StandInCommand(this, _file.CreateCommand());

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }
}

internal sealed class StandInTransaction(StandInConnection connection, SqliteTransaction inner) : DbTransaction
{
    public SqliteTransaction Inner => inner;

    public override IsolationLevel IsolationLevel => inner.IsolationLevel;

    protected override DbConnection DbConnection => connection;

    public override void Commit() => inner.Commit();

    public override void Rollback() => inner.Rollback();

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}

internal sealed class StandInCommand(StandInConnection connection, SqliteCommand inner) : DbCommand
{
    private const int Busy = 5;

    private readonly SqlCommand _parameters = new();

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; } = 30;

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection { get; set; } = connection;

    protected override DbParameterCollection DbParameterCollection => _parameters.Parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    public override void Cancel() { }

    public override void Prepare() { }

    public override int ExecuteNonQuery() => Run(x => x.ExecuteNonQuery(), 0);

    public override object? ExecuteScalar() => Own() ?? Run(x => x.ExecuteScalar(), null);

    protected override DbParameter CreateDbParameter() => new SqlParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) =>
        // A claim passes by what another holds.
        Run<DbDataReader>(x => x.ExecuteReader(), new DataTable { Columns = { "nothing" } }.CreateDataReader());

    /// <summary>The few questions that only a SQL Server can answer.</summary>
    private object? Own()
    {
        var own =
            CommandText.Contains("SYSUTCDATETIME", StringComparison.Ordinal) ? DateTime.UtcNow
            : CommandText.Contains("OBJECT_ID", StringComparison.Ordinal) ? 1
            : (object?)null;
        if (own is not null)
        {
            connection.Server.Said[CommandText] = true;
        }
        return own;
    }

    private T Run<T>(Func<SqliteCommand, T> run, T whenHeld)
    {
        connection.Server.Said[CommandText] = true;
        inner.CommandText = CommandText.Contains("sys.triggers", StringComparison.Ordinal)
            ? "SELECT name AS [Value] FROM sqlite_master WHERE type = 'trigger'"
            : SqliteTranslation.Of(CommandText);
        inner.Transaction = (DbTransaction as StandInTransaction)?.Inner;
        inner.Parameters.Clear();
        foreach (SqlParameter parameter in _parameters.Parameters)
        {
            inner.Parameters.AddWithValue(parameter.ParameterName, parameter.Value ?? DBNull.Value);
        }
        var isClaim = CommandText.Contains("READPAST", StringComparison.Ordinal);
        inner.CommandTimeout = isClaim ? 1 : 30;
        try
        {
            return run(inner);
        }
        catch (SqliteException held) when (isClaim && held.SqliteErrorCode == Busy)
        {
            return whenHeld;
        }
        catch (SqliteException wrong) when (wrong.SqliteErrorCode == 1)
        {
            throw new NotSupportedException(
                $"{wrong.Message} in the translation of\n{CommandText}\nto\n{inner.CommandText}"
            );
        }
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        _parameters.Dispose();
        base.Dispose(disposing);
    }
}
