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

    private bool _holdsLock;

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

    public override void Open()
    {
        _file.Open();
        // OPENJSON decodes binary columns.
        _file.CreateFunction("unbase64", (string text) => Convert.FromBase64String(text));
    }

    /// <summary>A session ends with its connection, and its lock with it.</summary>
    public override void Close()
    {
        _holdsLock = false;
        _file.Close();
    }

    /// <summary>sp_getapplock and sp_releaseapplock, whose lock belongs to the session.</summary>
    public int Lock(bool take)
    {
        if (!take && !_holdsLock)
        {
            throw new InvalidOperationException("Cannot release the lock: this session does not hold it.");
        }
        _holdsLock = take;
        return 0;
    }

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

    public override int ExecuteNonQuery()
    {
        // Of migrations: the history is there, and triggers are noted.
        if (CommandText.Contains("CREATE TABLE", StringComparison.Ordinal))
        {
            return Own(0);
        }
        if (CommandText.StartsWith("CREATE TRIGGER", StringComparison.Ordinal))
        {
            connection.Server.Triggers.Enqueue(CommandText.Split('[', ']')[1]);
            return Own(0);
        }
        return Run(x => x.ExecuteNonQuery(), () => 0);
    }

    public override object? ExecuteScalar() => Own() ?? Run(x => x.ExecuteScalar(), () => null);

    protected override DbParameter CreateDbParameter() => new SqlParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) =>
        Run(x => x.ExecuteReader(), NoRows);

    /// <summary>A claim skips rows that another session holds: here, all of them.</summary>
    private SqliteDataReader NoRows()
    {
        inner.CommandText = $"SELECT * FROM [{CommandText.Split("FROM [")[1].Split(']')[0]}] LIMIT 0";
        inner.Parameters.Clear();
        return inner.ExecuteReader();
    }

    /// <summary>The few questions that only a SQL Server can answer.</summary>
    private object? Own()
    {
        object? own =
            CommandText.Contains("SYSUTCDATETIME", StringComparison.Ordinal) ? DateTime.UtcNow
            : CommandText.Contains("sp_getapplock", StringComparison.Ordinal) ? connection.Lock(take: true)
            : CommandText.Contains("sp_releaseapplock", StringComparison.Ordinal) ? connection.Lock(take: false)
            : CommandText.Contains("OBJECT_ID", StringComparison.Ordinal) ? 1
            : null;
        return own is null ? null : Own(own);
    }

    private T Own<T>(T answer)
    {
        TransactSql.Parse(CommandText);
        connection.Server.Said[CommandText] = true;
        return answer;
    }

    private T Run<T>(Func<SqliteCommand, T> run, Func<T> whenHeld)
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
            return whenHeld();
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
