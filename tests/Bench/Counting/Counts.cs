namespace AfterSalesMesh.Bench.Counting;

/// <summary>What the servers and the kernel have counted so far, or between two moments.</summary>
/// <param name="TransactionIds">Used by all that wrote, be it committed or rolled back.</param>
/// <param name="WalBytes">Bytes of PostgreSQL's log.</param>
/// <param name="Statements">Statements by database and text, those of the watcher left out.</param>
/// <param name="Broker">RabbitMQ's own counters, by name.</param>
/// <param name="BrokerBytes">Bytes that RabbitMQ has received.</param>
/// <param name="Cpu">CPU seconds by process.</param>
internal sealed record Counts(
    double TransactionIds,
    double WalBytes,
    IReadOnlyDictionary<Statement, double> Statements,
    IReadOnlyDictionary<string, double> Broker,
    double BrokerBytes,
    IReadOnlyDictionary<string, double> Cpu
)
{
    /// <summary>Commits that wrote. Who rolls back has written before: it lost a race for a row.</summary>
    public double Commits => TransactionIds - Of("ROLLBACK");

    public double Publishes => Broker.GetValueOrDefault("messages_received");

    public double Confirms => Broker.GetValueOrDefault("messages_confirmed");

    public double Deliveries => Broker.GetValueOrDefault("messages_delivered");

    public double Acknowledged => Broker.GetValueOrDefault("messages_acknowledged");

    /// <summary>Statements that do something: without the words around a transaction.</summary>
    public double Of(params string[] verbs) =>
        Statements.Where(x => verbs.Contains(x.Key.Verb, StringComparer.OrdinalIgnoreCase)).Sum(x => x.Value);

    public double AllStatements => Statements.Where(x => !x.Key.IsAround).Sum(x => x.Value);

    /// <summary>What was counted since an earlier moment, for each of so many returns.</summary>
    public Counts Since(Counts before, double returns) =>
        new(
            (TransactionIds - before.TransactionIds) / returns,
            (WalBytes - before.WalBytes) / returns,
            Less(Statements, before.Statements, returns),
            Less(Broker, before.Broker, returns),
            (BrokerBytes - before.BrokerBytes) / returns,
            Less(Cpu, before.Cpu, returns)
        );

    private static Dictionary<T, double> Less<T>(
        IReadOnlyDictionary<T, double> now,
        IReadOnlyDictionary<T, double> before,
        double returns
    )
        where T : notnull =>
        now.Select(x => (x.Key, Value: (x.Value - before.GetValueOrDefault(x.Key)) / returns))
            .Where(x => x.Value > 0)
            .ToDictionary(x => x.Key, x => x.Value);
}

/// <summary>A statement as PostgreSQL remembers it, its values left out.</summary>
internal sealed record Statement(string Database, string Text)
{
    public string Verb => Text.TrimStart().Split([' ', '\n', '\r', ';'], 2)[0].ToUpperInvariant();

    public bool IsAround => Verb is "BEGIN" or "COMMIT" or "ROLLBACK" or "SAVEPOINT" or "RELEASE" or "DISCARD" or "SET";
}
