using Npgsql;

namespace AfterSalesMesh.Bench.Flow;

/// <summary>What a return waits for.</summary>
/// <param name="Parcels">That the warehouse expects it: its RMA number.</param>
/// <param name="Inspections">That the inspector has it: the inspection, and its unit.</param>
/// <param name="Ends">That it has ended and its customer was told of all: when it knew that it was refunded.</param>
internal sealed record ReturnPollers(Poller<string> Parcels, Poller<Guid[]> Inspections, Poller<DateTime> Ends)
    : IAsyncDisposable
{
    private const string Expected = """SELECT "ReturnId", "RmaNumber" FROM "ExpectedReturns" WHERE "ReturnId" """;

    private const string Tasks = """
        FROM "Tasks" t JOIN "Units" u ON u."InspectionId" = t."Id" WHERE t."ReturnId"
        """;

    private const string Ended = """
        SELECT "CorrelationId", "StatusSince" FROM "Returns"
        WHERE "State" = 'Completed' AND "DueAt" IS NULL AND "CorrelationId"
        """;

    public static ReturnPollers InPostgres(Func<string, NpgsqlDataSource> database)
    {
        const string Wanted = " = ANY($1)";
        return new ReturnPollers(
            new(database("Warehouse").Query<string>(Expected + Wanted)),
            new(
                database("Inspection")
                    .Query<Guid[]>($"""SELECT t."ReturnId", ARRAY[t."Id", u."UnitId"] {Tasks} {Wanted}""")
            ),
            new(database("Returns").Query<DateTime>(Ended + Wanted))
        );
    }

    /// <param name="folder">The data of Local.</param>
    public static ReturnPollers InFiles(string folder)
    {
        const string Wanted = " IN (SELECT value FROM json_each($ids))";
        return new ReturnPollers(
            new(Queries.QueryFile(File("warehouse"), Expected + Wanted, x => x.GetString(1))),
            new(
                Queries.QueryFile<Guid[]>(
                    File("inspection"),
                    $"""SELECT t."ReturnId", t."Id", u."UnitId" {Tasks} {Wanted}""",
                    x => [x.GetGuid(1), x.GetGuid(2)]
                )
            ),
            new(Queries.QueryFile(File("returns"), Ended + Wanted, x => new DateTime(x.GetInt64(1), DateTimeKind.Utc)))
        );

        string File(string service) => Path.Combine(folder, $"{service}.db");
    }

    public async ValueTask DisposeAsync()
    {
        await Parcels.DisposeAsync();
        await Inspections.DisposeAsync();
        await Ends.DisposeAsync();
    }
}
