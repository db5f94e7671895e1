using Npgsql;

namespace AfterSalesMesh.Bench.Flow;

/// <summary>What a return waits for: that the warehouse expects it, that the inspector has it, that all is told.</summary>
internal sealed class ReturnWatches(Func<string, NpgsqlDataSource> database) : IAsyncDisposable
{
    /// <summary>The RMA number of a return that the warehouse expects.</summary>
    public Watch<string> Parcels { get; } =
        new(database("Warehouse"), """SELECT "ReturnId", "RmaNumber" FROM "Parcels" WHERE "ReturnId" = ANY($1)""");

    /// <summary>The inspection of a return, and its unit.</summary>
    public Watch<Guid[]> Inspections { get; } =
        new(
            database("Inspection"),
            """
            SELECT t."ReturnId", ARRAY[t."Id", u."UnitId"] FROM "Tasks" t JOIN "Units" u ON u."InspectionId" = t."Id"
            WHERE t."ReturnId" = ANY($1)
            """
        );

    /// <summary>When a return that has ended, with its customer told of all, knew that it was refunded.</summary>
    public Watch<DateTime> Ends { get; } =
        new(
            database("Returns"),
            """
            SELECT "CorrelationId", "StateSince" FROM "Returns"
            WHERE "CorrelationId" = ANY($1) AND "State" = 'Completed' AND "DueAt" IS NULL
            """
        );

    public async ValueTask DisposeAsync()
    {
        await Parcels.DisposeAsync();
        await Inspections.DisposeAsync();
        await Ends.DisposeAsync();
    }
}
